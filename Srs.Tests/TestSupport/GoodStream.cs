namespace Srs.Tests.TestSupport;

/// <summary>A stream that must not notice what happens beside it: 25 frames a second, an RTMP player and an HTTP-FLV player, all by TLS perhaps.</summary>
internal sealed class GoodStream : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RtmpTestClient _publisher;
    private readonly RtmpTestClient _player;
    private readonly FlvTestClient _http;
    private Task<int> _publishing = Task.FromResult(0);
    private Task _playing = Task.CompletedTask;
    private Task _fetching = Task.CompletedTask;

    private GoodStream(RtmpTestClient publisher, RtmpTestClient player, FlvTestClient http)
    {
        _publisher = publisher;
        _player = player;
        _http = http;
    }

    public static async Task<GoodStream> StartAsync(SrsTestServer server, bool tls = false, string name = "good")
    {
        var rtmpPort = tls ? server.RtmpsPort : server.RtmpPort;
        var publisher = await RtmpTestClient.ConnectAsync(rtmpPort, tls: tls);
        await publisher.PublishAsync(name);
        await publisher.SendHeadersAsync();
        await publisher.SendVideoAsync(TestMedia.KeyFrame(0), 0);
        await publisher.SendAudioAsync(TestMedia.AacFrame(0), 0);
        var player = await RtmpTestClient.ConnectAsync(rtmpPort, tls: tls);
        await player.PlayAsync(name);
        var http = tls
            ? await FlvTestClient.GetTlsAsync(server.HttpsPort, $"/live/{name}.flv")
            : await FlvTestClient.GetAsync(server.HttpPort, $"/live/{name}.flv");
        var stream = new GoodStream(publisher, player, http);
        stream._publishing = stream.PublishAsync();
        stream._playing = stream.PlayAsync();
        stream._fetching = stream.FetchAsync();
        return stream;
    }

    /// <summary>Ends the stream and asserts that both players have got every frame, in order.</summary>
    public async Task AssertUnharmedAsync()
    {
        await _stop.CancelAsync();
        var last = await _publishing.WithinLimitAsync();
        await Task.WhenAll(_playing, _fetching).WithinLimitAsync();

        var numbers = Enumerable.Range(0, last + 1).ToList();
        Assert.Equal(numbers, _player.Received.Where(static r => r is { Type: Media.Protocols.Rtmp.Wire.RtmpMessageType.Video, IsSequenceHeader: false })
            .Select(static r => TestMedia.NumberOf(r.Payload)));
        Assert.Equal(numbers, _http.VideoNumbers);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _publishing;
        await _publisher.DisposeAsync();
        await _player.DisposeAsync();
        await _http.DisposeAsync();
        _stop.Dispose();
    }

    private async Task<int> PublishAsync()
    {
        var number = 0;
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(40, CancellationToken.None);
            number++;
            await _publisher.SendVideoAsync(number % 50 == 0 ? TestMedia.KeyFrame(number) : TestMedia.InterFrame(number), (uint)number * 40);
            await _publisher.SendAudioAsync(TestMedia.AacFrame(number), (uint)number * 40);
        }

        // Says that it was the last.
        await _publisher.SendVideoAsync(TestMedia.InterFrame(-1), (uint)(number + 1) * 40);
        return number;
    }

    private async Task PlayAsync()
    {
        await _player.ReadUntilAsync(static r =>
            r is { Type: Media.Protocols.Rtmp.Wire.RtmpMessageType.Video, IsSequenceHeader: false } && TestMedia.NumberOf(r.Payload) == -1);
        _player.Forget(static r => r is { IsMedia: true, IsSequenceHeader: false } && TestMedia.NumberOf(r.Payload) == -1);
    }

    private async Task FetchAsync()
    {
        await _http.ReadFrameAsync(-1);
        _http.Forget(static tag => tag is { Type: Media.Containers.Flv.FlvTagType.Video, IsSequenceHeader: false } && TestMedia.NumberOf(tag.Body) == -1);
    }
}
