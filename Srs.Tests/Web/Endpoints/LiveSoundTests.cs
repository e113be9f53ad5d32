using System.Net;
using Srs.Media.Codecs.Aac;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Endpoints;

/// <summary>The sound of a stream alone, over the real server.</summary>
[Trait("Category", "Loopback")]
public sealed class LiveSoundTests
{
    [Fact]
    public async Task Aac_Listener_GetsAdtsFromNowOn()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Publish:Grace=100ms");
        await using var publisher = await PublishAsync(server, TestMedia.AacHeader, TestMedia.AacFrame);
        using var response = await GetAsync(server, "/live/livestream.aac");
        await Wait.UntilAsync(() => server.Sessions.Sessions.Any(static s => s.Describe()?.Name == "livestream.aac" && s.Describe()!.Type == "flv-play"));
        await WaitForLogAsync(server, "livestream.aac");
        await SendAsync(publisher, TestMedia.AacFrame, 60, 3);
        await publisher.DisposeAsync();

        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken).WithinLimitAsync();

        Assert.Equal("audio/x-aac", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Frames(TestMedia.AacFrame, 60, 3, adts: true), body);
    }

    [Fact]
    public async Task Mp3_Listener_GetsFramesFromNowOn()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Publish:Grace=100ms");
        await using var publisher = await PublishAsync(server, null, TestMedia.Mp3Frame);
        using var response = await GetAsync(server, "/live/livestream.mp3");
        await WaitForLogAsync(server, "livestream.mp3");
        await SendAsync(publisher, TestMedia.Mp3Frame, 60, 3);
        await publisher.DisposeAsync();

        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken).WithinLimitAsync();

        Assert.Equal("audio/mpeg", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Frames(TestMedia.Mp3Frame, 60, 3, adts: false), body);
    }

    [Fact]
    public async Task FastCache_Listener_GetsThePastAtOnce()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpRemux:FastCache=400ms", "Srs:DefaultVhost:Publish:Grace=100ms");
        await using var publisher = await PublishAsync(server, TestMedia.AacHeader, TestMedia.AacFrame);
        using var response = await GetAsync(server, "/live/livestream.aac");
        await WaitForLogAsync(server, "livestream.aac");
        await publisher.DisposeAsync();

        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken).WithinLimitAsync();

        Assert.Equal(Frames(TestMedia.AacFrame, 49, 11, adts: true), body);
    }

    [Theory]
    [InlineData("/live/livestream.mp3", "Stream /live/livestream cannot be had as .mp3 because its audio is AAC LC.")]
    [InlineData("/live/picture.aac", "Stream /live/picture cannot be had as .aac because it has no audio.")]
    public async Task Get_StreamHasNoSuchSound_Is404(string path, string sentence)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var sound = await PublishAsync(server, TestMedia.AacHeader, TestMedia.AacFrame);
        await using var picture = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await picture.PublishAsync("picture");
        await picture.SendVideoAsync(TestMedia.AvcHeader, 0);
        for (var i = 0; i < 30; i++)
        {
            await picture.SendVideoAsync(i == 0 ? TestMedia.KeyFrame(i) : TestMedia.InterFrame(i), (uint)i * 40);
        }

        await using var refused = await FlvTestClient.GetAsync(server.HttpPort, path);

        Assert.Equal(HttpStatusCode.NotFound, refused.Response.StatusCode);
        Assert.Equal(sentence, await refused.ReadTextAsync());
    }

    [Theory]
    [InlineData("/[app]/[stream].aac", "/live/livestream.flv")]
    [InlineData("/[app]/[stream].aac", "/live/livestream.aac")]
    [InlineData("[vhost]/x/[app]-[stream].flv", "/x/live-livestream.aac")]
    public async Task Mount_OfOneFormat_StandsForAll(string mount, string path)
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpRemux:Mount=" + mount);
        await using var publisher = await PublishAsync(server, TestMedia.AacHeader, TestMedia.AacFrame);

        using var response = await GetAsync(server, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>Publishes 60 frames of sound, 40 ms apart.</summary>
    private static async Task<RtmpTestClient> PublishAsync(SrsTestServer server, byte[]? header, Func<int, byte[]> frame)
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        if (header is not null)
        {
            await publisher.SendAudioAsync(header, 0);
        }

        await SendAsync(publisher, frame, 0, 60);
        await Wait.UntilAsync(() => server.Describe("livestream")?.Tracks.FirstOrDefault()?.Frames >= 60);
        return publisher;
    }

    private static async Task SendAsync(RtmpTestClient publisher, Func<int, byte[]> frame, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            await publisher.SendAudioAsync(frame(i), (uint)i * 40);
        }
    }

    private static byte[] Frames(Func<int, byte[]> frame, int first, int count, bool adts)
    {
        var expected = new List<byte>();
        var header = new byte[AdtsHeader.Length];
        for (var i = first; i < first + count; i++)
        {
            var payload = frame(i)[(adts ? 2 : 1)..];
            if (adts)
            {
                new AdtsHeader(2, 4, 2).Write(payload.Length, header);
                expected.AddRange(header);
            }

            expected.AddRange(payload);
        }

        return [.. expected];
    }

    /// <summary>Waits until the listener has joined, so that it gets everything from then on.</summary>
    private static Task WaitForLogAsync(SrsTestServer server, string name) => Wait.UntilAsync(
        () => server.Sessions.Sessions.OfType<Media.Delivery.LivePlayer>().Any(player => player.Describe()?.Name == name && player.IsServed));

    private static async Task<HttpResponseMessage> GetAsync(SrsTestServer server, string path)
    {
        var http = new HttpClient();
        return await http.GetAsync(new Uri($"http://127.0.0.1:{server.HttpPort}{path}"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
