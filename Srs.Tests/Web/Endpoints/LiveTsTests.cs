using System.Net;
using System.Net.WebSockets;
using Srs.Tests.Containers.MpegTs;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Endpoints;

/// <summary>Live transport streams over the real server.</summary>
[Trait("Category", "Loopback")]
public sealed class LiveTsTests
{
    private const string Path = "/live/livestream.ts";

    private static readonly HttpClient Http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_BeginsWithTablesAndTheNewestKeyFrame()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Publish:Grace=100ms");
        await using var publisher = await PublishAsync(server, 30);
        using var response = await GetAsync(server, Path);
        await WaitForPlayerAsync(server);
        await publisher.DisposeAsync();

        var stream = await response.Content.ReadAsByteArrayAsync(Cancel).WithinLimitAsync();

        Assert.Equal("video/MP2T", response.Content.Headers.ContentType!.MediaType);
        var packets = TsSamples.Packets(stream);
        TsSamples.AssertContinuous(packets);
        Assert.Equal([0, 0x1001, 0x100], packets.Take(3).Select(static p => p.Pid));
        Assert.True(packets[2].IsRandomAccess);
        Assert.Equal(5, packets.Count(static p => p is { Pid: 0x100, StartsUnit: true }));
        Assert.Equal(5, packets.Count(static p => p is { Pid: 0x101, StartsUnit: true }));
    }

    [Fact]
    public async Task Get_OverHttp2_GivesTheSame()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:Tls:SelfSigned=true", "Srs:DefaultVhost:Publish:Grace=100ms");
        await using var publisher = await PublishAsync(server, 30);
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = FlvTestClient.AnyCertificate });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://127.0.0.1:{server.HttpsPort}{Path}") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel).WithinLimitAsync();
        await WaitForPlayerAsync(server);
        await publisher.DisposeAsync();

        var packets = TsSamples.Packets(await response.Content.ReadAsByteArrayAsync(Cancel).WithinLimitAsync());

        TsSamples.AssertContinuous(packets);
        Assert.Equal([0, 0x1001, 0x100], packets.Take(3).Select(static p => p.Pid));
    }

    [Fact]
    public async Task WebSocket_GivesWholePackets()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 30);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.HttpPort}{Path}"), Cancel).WithinLimitAsync();

        var bytes = new List<byte>();
        var buffer = new byte[65536];
        while (bytes.Count < 12 * 188)
        {
            var read = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), Cancel).WithinLimitAsync();
            bytes.AddRange(buffer.AsSpan(0, read.Count));
        }

        TsSamples.AssertContinuous(TsSamples.Packets(bytes.ToArray().AsSpan(0, 12 * 188)));
    }

    [Fact]
    public async Task Head_TellsTheType()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 30);
        using var response = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"http://127.0.0.1:{server.HttpPort}{Path}"), Cancel).WithinLimitAsync();

        Assert.Equal((HttpStatusCode.OK, "video/MP2T"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("HasVideo=false", 0x101)]
    [InlineData("HasAudio=false", 0x100)]
    public async Task Get_KindThatIsHeldBack_IsNotThere(string setting, int pid)
    {
        await using var server = await SrsTestServer.StartAsync($"Srs:DefaultVhost:HttpRemux:{setting}", "Srs:DefaultVhost:Publish:Grace=100ms");
        await using var publisher = await PublishAsync(server, 30);
        using var response = await GetAsync(server, Path);
        await WaitForPlayerAsync(server);
        await publisher.SendMediaAsync(10, from: 1200);
        await publisher.DisposeAsync();

        var packets = TsSamples.Packets(await response.Content.ReadAsByteArrayAsync(Cancel).WithinLimitAsync());

        Assert.Equal([0, 0x1001, pid], packets.Select(static p => p.Pid).Distinct());
    }

    [Theory]
    [InlineData("TimeJitter=zero")]
    [InlineData("Atc=true")]
    public async Task Get_TimesOfItsOwn_AreAStreamToo(string setting)
    {
        await using var server = await SrsTestServer.StartAsync($"Srs:DefaultVhost:Play:{setting}", "Srs:DefaultVhost:Publish:Grace=100ms");
        await using var publisher = await PublishAsync(server, 30);
        using var response = await GetAsync(server, Path);
        await WaitForPlayerAsync(server);
        await publisher.DisposeAsync();

        var packets = TsSamples.Packets(await response.Content.ReadAsByteArrayAsync(Cancel).WithinLimitAsync());

        TsSamples.AssertContinuous(packets);
        Assert.Equal([0, 0x1001, 0x100], packets.Take(3).Select(static p => p.Pid));
    }

    [Fact]
    public async Task Get_CodecWithoutAPlace_Is404WithTheReason()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        for (var i = 0; i < 30; i++)
        {
            await publisher.SendVideoAsync([(byte)(i == 0 ? 0x12 : 0x22), 0, 0, 0], (uint)i * 100); // Sorenson H.263
        }

        await using var refused = await FlvTestClient.GetAsync(server.HttpPort, Path);

        Assert.Equal(HttpStatusCode.NotFound, refused.Response.StatusCode);
        Assert.Equal("Stream /live/livestream cannot be had as .ts because its video is SorensonH263.", await refused.ReadTextAsync());
    }

    [Fact]
    public async Task Publish_ToTs_IsRefused()
    {
        await using var server = await SrsTestServer.StartAsync();
        using var response = await Http.PostAsync($"http://127.0.0.1:{server.HttpPort}{Path}", new ByteArrayContent([0x47]), Cancel).WithinLimitAsync();

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private static async Task<RtmpTestClient> PublishAsync(SrsTestServer server, int frames)
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(frames);
        await Wait.UntilAsync(() => server.Describe("livestream")?.Tracks.Sum(static track => track.Frames) >= 2 * frames, "the stream");
        return publisher;
    }

    private static Task<HttpResponseMessage> GetAsync(SrsTestServer server, string path) =>
        Http.GetAsync($"http://127.0.0.1:{server.HttpPort}{path}", HttpCompletionOption.ResponseHeadersRead, Cancel).WithinLimitAsync();

    private static Task WaitForPlayerAsync(SrsTestServer server) =>
        Wait.UntilAsync(() => server.Sessions.Sessions.OfType<Media.Delivery.LivePlayer>().Any(static player => player.IsServed), "the player");
}
