using System.Net;
using Srs.Media.Containers.Flv;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Endpoints;

/// <summary>Publishing by POST over the real server.</summary>
[Trait("Category", "Loopback")]
public sealed class FlvPublishTests
{
    private const string Path = "/live/livestream.flv";

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task Publish_ChunkedBody_IsPlayedFrameByFrame(string method)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await RawHttp.PostAsync(server.HttpPort, Path, method);
        await publisher.SendChunkAsync([.. TestFlv.Start(1_000_000), .. TestFlv.Frames(0, 30, 1_000_000)]);
        await Wait.UntilAsync(() => server.Describe("livestream")?.Tracks is [{ Frames: 30 }, ..]);
        await using var player = await FlvTestClient.GetAsync(server.HttpPort, Path);
        await player.ReadFrameAsync(29);

        // Cut anywhere: tags do not end where chunks do.
        foreach (var part in TestFlv.Frames(30, 10, 1_000_000).Chunk(7))
        {
            await publisher.SendChunkAsync(part);
        }

        await player.ReadFrameAsync(39);
        var session = server.Sessions.Sessions.Select(static s => s.Describe()).Single(static s => s is { IsPublisher: true })!;
        await publisher.SendChunkAsync([]);
        var answer = await publisher.ReadHeadAsync();

        Assert.Equal(Enumerable.Range(25, 15), player.VideoNumbers);
        Assert.Equal((true, true), player.Flags);
        Assert.Equal(("flv-publish", "livestream.flv", "http://localhost/live"), (session.Type, session.Name, session.TcUrl));
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        await server.Log.WaitForAsync("publishes /live/livestream.");
        await server.Log.WaitForAsync("ended: PeerClosed");
    }

    [Fact]
    public async Task Publish_ContentLengthAndExpect_Is200AfterTheWholeBody()
    {
        await using var server = await SrsTestServer.StartAsync();
        byte[] body = [.. TestFlv.Start(), .. TestFlv.Frames(0, 5)];
        await using var publisher = await RawHttp.PostAsync(
            server.HttpPort, Path, more: $"Content-Length: {body.Length}\r\nExpect: 100-continue\r\nConnection: close\r\n");

        Assert.StartsWith("HTTP/1.1 100 ", await publisher.ReadHeadAsync(), StringComparison.Ordinal);
        await publisher.SendAsync(body);

        var answer = await publisher.ReadTextAsync();
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("/live/livestream has been published.", answer, StringComparison.Ordinal);
        Assert.Equal(5, server.Describe("livestream")!.Tracks[0].Frames);
        await Wait.UntilAsync(() => server.Sessions.Count == 0);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/octet-stream")]
    [InlineData("video/x-flv")]
    public async Task Publish_AnyContentType_IsTaken(string contentType)
    {
        await using var server = await SrsTestServer.StartAsync();
        using var http = new HttpClient();
        using var body = new ByteArrayContent(TestVectors.Read("avc-aac-1s.flv"));
        body.Headers.ContentType = new(contentType);

        using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{server.HttpPort}{Path}"), body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("Origin: https://evil.example\r\n")]
    [InlineData("Origin: null\r\n")]
    [InlineData("Sec-Fetch-Site: cross-site\r\n")]
    public async Task Publish_FromForeignPage_IsRefusedAtBothDoors(string headers)
    {
        await using var server = await SrsTestServer.StartAsync(
            "Srs:StreamCasters:a:Caster=flv", "Srs:StreamCasters:a:Listen=127.0.0.1:0", "Srs:StreamCasters:a:Output=rtmp://127.0.0.1/[app]/[stream]");
        foreach (var port in new[] { server.HttpPort, server.CasterPort })
        {
            await using var publisher = await RawHttp.PostAsync(port, Path, more: headers + "Content-Length: 5\r\n");

            Assert.StartsWith("HTTP/1.1 403 ", await publisher.ReadHeadAsync(), StringComparison.Ordinal);
        }

        Assert.Null(server.Describe("livestream"));
    }

    [Fact]
    public async Task Publish_SwitchedOff_IsRefusedAndNamesTheSetting()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Publish:Http=false");
        await using var publisher = await RawHttp.PostAsync(server.HttpPort, Path, more: "Content-Length: 5\r\n");

        var answer = await publisher.ReadTextAsync();

        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Contains("Publish:Http", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_Metadata_IsRewrittenAsForRtmp()
    {
        await using var server = await SrsTestServer.StartAsync();
        using var http = new HttpClient();
        using var body = new ByteArrayContent(TestVectors.Read("avc-aac-1s.flv"));

        using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{server.HttpPort}{Path}"), body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var metadata = System.Text.Encoding.Latin1.GetString(server.Describe("livestream")!.Headers.Metadata.Span);
        Assert.Contains("server_version", metadata, StringComparison.Ordinal);
        Assert.DoesNotContain("duration", metadata, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_StreamIsBusy_Is409BeforeTheBody()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var first = await RawHttp.PostAsync(server.HttpPort, Path);
        await first.SendChunkAsync([.. TestFlv.Start(), .. TestFlv.Frames(0, 5)]);
        await Wait.UntilAsync(() => server.Describe("livestream")?.PublisherId is not null);

        await using var second = await RawHttp.PostAsync(server.HttpPort, Path, more: "Content-Length: 100000\r\nExpect: 100-continue\r\n");
        var answer = await second.ReadTextAsync();

        Assert.StartsWith("HTTP/1.1 409 ", answer, StringComparison.Ordinal);
        Assert.Contains("(code 1028)", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_Replaced_FirstIs409()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Publish:OnBusy=replace");
        await using var first = await RawHttp.PostAsync(server.HttpPort, Path);
        await first.SendChunkAsync([.. TestFlv.Start(), .. TestFlv.Frames(0, 5)]);
        await Wait.UntilAsync(() => server.Describe("livestream")?.PublisherId is not null);

        await using var second = await RawHttp.PostAsync(server.HttpPort, Path);
        await second.SendChunkAsync(TestFlv.Start());

        Assert.StartsWith("HTTP/1.1 409 ", await first.ReadHeadAsync(), StringComparison.Ordinal);
        await server.Log.WaitForAsync("ended: Replaced");
    }

    [Fact]
    public async Task Publish_Kicked_Is403()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await RawHttp.PostAsync(server.HttpPort, Path);
        await publisher.SendChunkAsync(TestFlv.Start());
        await Wait.UntilAsync(() => server.Sessions.Sessions.Any(static s => s.Describe() is not null));

        server.Sessions.Sessions.Single().End(SessionEndReason.Kicked);

        Assert.StartsWith("HTTP/1.1 403 ", await publisher.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FirstPktTimeout", false)]
    [InlineData("NormalTimeout", true)]
    public async Task Publish_BodyNeverGoesOn_Is408(string setting, bool sendsMedia)
    {
        await using var server = await SrsTestServer.StartAsync($"Srs:DefaultVhost:Publish:{setting}=1s");
        await using var publisher = await RawHttp.PostAsync(server.HttpPort, Path);
        await publisher.SendChunkAsync(sendsMedia ? TestFlv.Start() : TestFlv.Start()[..20]);

        Assert.StartsWith("HTTP/1.1 408 ", await publisher.ReadHeadAsync(), StringComparison.Ordinal);
        await server.Log.WaitForAsync("ended: IdleTimeout");
    }

    [Theory]
    [InlineData("/live/%2e%2e.flv", "403")]
    [InlineData("/live.flv", "404")]
    [InlineData("/live/livestream.aac", "415")]
    [InlineData("/live/livestream.flv?vhost=off", "404")]
    public async Task Publish_BadAddress_IsRefused(string path, string status)
    {
        await using var server = await SrsTestServer.StartAsync("Srs:Vhosts:off:Enabled=false");
        await using var publisher = await RawHttp.PostAsync(server.HttpPort, path, more: "Content-Length: 5\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", await publisher.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_ConnectionBreaks_KeepsWhatCame()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using (var publisher = await RawHttp.PostAsync(server.HttpPort, Path))
        {
            await publisher.SendChunkAsync([.. TestFlv.Start(), .. TestFlv.Frames(0, 5)]);
            await Wait.UntilAsync(() => server.Describe("livestream")?.Tracks is [{ Frames: 5 }, { Frames: 5 }]);
        }

        await server.Log.WaitForAsync("ended: PeerReset");
        await Wait.UntilAsync(() => server.Sessions.Count == 0 && server.Describe("livestream")!.PublisherId is null);
    }

    [Fact]
    public async Task Publish_ClosesRightAfterTheBody_NothingIsLost()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using (var publisher = await RawHttp.PostAsync(server.HttpPort, Path))
        {
            await publisher.SendChunkAsync([.. TestFlv.Start(), .. TestFlv.Frames(0, 1)]);
            await Wait.UntilAsync(() => server.Describe("livestream")?.Tracks is [{ Frames: 1 }, ..]);
            await publisher.SendChunkAsync(TestFlv.Frames(1, 20_000));
            await publisher.SendChunkAsync([]);
        }

        await server.Log.WaitForAsync("ended: PeerClosed");
        Assert.Equal(20_001, server.Describe("livestream")!.Tracks[0].Frames);
    }

    [Fact]
    public async Task Publish_LargerThanHttpBodiesUsuallyAre_IsTaken()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await RawHttp.PostAsync(server.HttpPort, Path);
        await publisher.SendChunkAsync(TestFlv.Start());
        var frame = new System.Buffers.ArrayBufferWriter<byte>();
        for (var i = 0; i < 40; i++)
        {
            frame.ResetWrittenCount();
            FlvMuxer.WriteTag(FlvTagType.Video, (uint)i * 40, TestMedia.BigFrame(i, 1_000_000), frame);
            await publisher.SendChunkAsync(frame.WrittenSpan.ToArray());
        }

        await publisher.SendChunkAsync([]);

        Assert.StartsWith("HTTP/1.1 200 ", await publisher.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal(40, server.Describe("livestream")!.Tracks[0].Frames);
    }

    [Theory]
    [InlineData("[app]/[stream]", "a/b", "s")]
    [InlineData("fixed/[stream]-[app]", "fixed", "s-a/b")]
    [InlineData("live/x", "live", "x")]
    public async Task Caster_Post_PublishesToItsOutput(string output, string app, string stream)
    {
        await using var server = await SrsTestServer.StartAsync(
            "Srs:StreamCasters:one:Caster=flv", "Srs:StreamCasters:one:Listen=127.0.0.1:0", $"Srs:StreamCasters:one:Output=rtmp://127.0.0.1/{output}");
        await using var publisher = await RawHttp.PostAsync(server.CasterPort, "/a/b/s.flv");
        await publisher.SendChunkAsync([.. TestFlv.Start(), .. TestFlv.Frames(0, 5)]);
        await publisher.SendChunkAsync([]);

        var answer = await publisher.ReadHeadAsync();

        if (stream.Contains('/', StringComparison.Ordinal))
        {
            Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        }
        else
        {
            Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
            Assert.Equal(5, server.Describe(stream, app)!.Tracks[0].Frames);
        }
    }

    [Fact]
    public async Task Caster_VhostOfOutput_IsTaken()
    {
        await using var server = await SrsTestServer.StartAsync(
            "Srs:Vhosts:demo:Enabled=true",
            "Srs:StreamCasters:one:Caster=flv",
            "Srs:StreamCasters:one:Listen=127.0.0.1:0",
            "Srs:StreamCasters:one:Output=rtmp://127.0.0.1/[app]/[stream]?vhost=demo");
        await using var publisher = await RawHttp.PostAsync(server.CasterPort, "/live/s.flv");
        await publisher.SendChunkAsync([.. TestFlv.Start(), .. TestFlv.Frames(0, 5)]);

        await Wait.UntilAsync(() => server.Describe("s", "live", "demo")?.PublisherId is not null);
    }

    [Theory]
    [InlineData("GET", "/live/s.flv")]
    [InlineData("GET", "/console/")]
    [InlineData("GET", "/api/v1/versions")]
    [InlineData("POST", "/live/s.mp3")]
    [InlineData("POST", "/s.flv")]
    public async Task Caster_AnythingElse_Is404(string method, string path)
    {
        await using var server = await SrsTestServer.StartAsync(
            "Srs:StreamCasters:one:Caster=flv", "Srs:StreamCasters:one:Listen=127.0.0.1:0", "Srs:StreamCasters:one:Output=rtmp://localhost/[app]/[stream]");
        await using var http = await RawHttp.PostAsync(server.CasterPort, path, method, "Connection: close\r\n");

        Assert.StartsWith("HTTP/1.1 404 ", await http.ReadHeadAsync(), StringComparison.Ordinal);
    }
}
