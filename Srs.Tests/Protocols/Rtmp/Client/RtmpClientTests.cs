using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp.Client;

/// <summary>The client against the real server.</summary>
[Trait("Category", "Loopback")]
public sealed class RtmpClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PlayAndPublish_OverTheServer_PassesTagsUnchanged()
    {
        using var buffers = new PoolScope();
        await using var server = await SrsTestServer.StartAsync();
        var url = $"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream?token=x";
        var publisher = await RtmpClient.ConnectAsync(url, buffers.Options, Cancel);
        await publisher.PublishAsync(Cancel);
        await using var player = await RtmpClient.ConnectAsync(url, buffers.Options, Cancel);
        await player.PlayAsync(Cancel);

        await publisher.WriteAsync(FlvTagType.Video, TimeSpan.Zero, TestMedia.AvcHeader, Cancel);
        await publisher.WriteAsync(FlvTagType.Audio, TimeSpan.Zero, TestMedia.AacHeader, Cancel);
        var sent = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            using var tag = new FlvTag(
                FlvTagType.Video, TimeSpan.FromMilliseconds(i * 40), PooledBytes.Copy(buffers.Pool, TestMedia.BigFrame(i, 70_000)));
            await publisher.WriteAsync(tag, Cancel);
            sent.Add(Describe(tag));
            await publisher.WriteAsync(FlvTagType.Audio, tag.Timestamp, TestMedia.AacFrame(i), Cancel);
            sent.Add($"Audio {i * 40}: {Convert.ToHexString(TestMedia.AacFrame(i))}");
        }

        await publisher.DisposeAsync();
        var received = new List<string>();
        while (received.Count < sent.Count && await player.ReadAsync(Cancel).AsTask().WithinLimitAsync() is { } tag)
        {
            using (tag)
            {
                if (tag.Type != FlvTagType.Script && tag.Body.Span[1] != 0)
                {
                    received.Add(Describe(tag));
                }
            }
        }

        Assert.Equal(sent.Order(), received.Order());
        Assert.Contains("SRS", player.Server.Signature, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_OfAStreamThatIsTaken_ThrowsTheServersStatus()
    {
        await using var server = await SrsTestServer.StartAsync();
        var url = $"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream";
        await using var first = await RtmpClient.ConnectAsync(url, cancellationToken: Cancel);
        await first.PublishAsync(Cancel);
        await using var second = await RtmpClient.ConnectAsync(url, cancellationToken: Cancel);

        var refusal = await Assert.ThrowsAsync<RtmpStatusException>(() => second.PublishAsync(Cancel)).WithinLimitAsync();

        Assert.Equal("NetStream.Publish.BadName", refusal.Code);
    }

    [Fact]
    public async Task Connect_NobodyListens_ThrowsIOException()
    {
        var refused = await Assert.ThrowsAsync<IOException>(() => RtmpClient.ConnectAsync("rtmp://127.0.0.1:1/live/livestream", cancellationToken: Cancel));

        Assert.Contains("127.0.0.1", refused.Message, StringComparison.Ordinal);
    }

    private static string Describe(FlvTag tag) => $"{tag.Type} {tag.Timestamp.TotalMilliseconds}: {Convert.ToHexString(tag.Body.Span)}";

    private sealed class PoolScope : IDisposable
    {
        public TrackingBufferPool Pool { get; } = new();

        public RtmpClientOptions Options => new() { BufferPool = Pool };

        public void Dispose()
        {
        }
    }
}
