using System.Security.Authentication;
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
        var buffers = new TrackingBufferPool();
        var options = new RtmpClientOptions { BufferPool = buffers, CloseTimeout = Wait.Limit };
        await using var server = await SrsTestServer.StartAsync();
        var url = $"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream?token=x";
        var publisher = await RtmpClient.ConnectAsync(url, options, Cancel);
        await publisher.PublishAsync(Cancel);
        var player = await RtmpClient.ConnectAsync(url, options, Cancel);
        await player.PlayAsync(Cancel);

        await publisher.WriteAsync(FlvTagType.Video, TimeSpan.Zero, TestMedia.AvcHeader, Cancel);
        await publisher.WriteAsync(FlvTagType.Audio, TimeSpan.Zero, TestMedia.AacHeader, Cancel);
        var sent = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            using var tag = new FlvTag(
                FlvTagType.Video, TimeSpan.FromMilliseconds(i * 40), PooledBytes.Copy(buffers, TestMedia.BigFrame(i, 70_000)));
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
        await player.DisposeAsync();
        buffers.AssertAllReturned();
        Assert.Contains("SRS", player.Server.Signature, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rtmps_SelfSignedCertificate_IsTakenOnlyWhenAllowed()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:Tls:SelfSigned=true");
        var url = $"rtmps://127.0.0.1:{server.RtmpsPort}/live/livestream";
        var any = new RtmpClientOptions { AllowUntrustedCertificate = true, CloseTimeout = Wait.Limit };
        await Assert.ThrowsAsync<AuthenticationException>(() => RtmpClient.ConnectAsync(url, cancellationToken: Cancel)).WithinLimitAsync();
        var publisher = await RtmpClient.ConnectAsync(url, any, Cancel);
        await publisher.PublishAsync(Cancel);
        await publisher.WriteAsync(FlvTagType.Video, TimeSpan.Zero, TestMedia.AvcHeader, Cancel);
        await using var player = await RtmpClient.ConnectAsync(url, any with { AllowUntrustedCertificate = false, ValidateCertificate = static (_, _, _, _) => true }, Cancel);
        await player.PlayAsync(Cancel);
        for (var i = 0; i < 30; i++)
        {
            await publisher.WriteAsync(FlvTagType.Video, TimeSpan.FromMilliseconds(i * 40), TestMedia.BigFrame(i, 100_000), Cancel);
        }

        await publisher.DisposeAsync();
        for (var i = 0; i < 30;)
        {
            using var tag = await player.ReadAsync(Cancel).AsTask().WithinLimitAsync();
            if (tag!.Type == FlvTagType.Video && tag.Body.Span[1] != 0)
            {
                Assert.Equal(TestMedia.BigFrame(i++, 100_000), tag.Body.Span.ToArray());
            }
        }
    }

    [Fact]
    public async Task Connect_PlainToTlsAndTheReverse_FailsInTime()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:Tls:SelfSigned=true");
        var options = new RtmpClientOptions { RequestTimeout = TimeSpan.FromSeconds(2), ConnectTimeout = TimeSpan.FromSeconds(2), AllowUntrustedCertificate = true };

        await Assert.ThrowsAnyAsync<Exception>(() => RtmpClient.ConnectAsync($"rtmp://127.0.0.1:{server.RtmpsPort}/live/a", options, Cancel)).WithinLimitAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => RtmpClient.ConnectAsync($"rtmps://127.0.0.1:{server.RtmpPort}/live/a", options, Cancel)).WithinLimitAsync();
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
}
