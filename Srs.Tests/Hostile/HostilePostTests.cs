using Srs.Tests.TestSupport;

namespace Srs.Tests.Hostile;

/// <summary>Bodies that are no FLV, or not whole: told so, and a good stream beside does not notice.</summary>
[Trait("Category", "Loopback")]
[Collection(AloneCollection.Name)]
public sealed class HostilePostTests
{
    private const string Path = "/live/bad.flv";

    public static TheoryData<string, byte[], string> Bodies() => new()
    {
        { "nothing", [], "holds no media" },
        { "text", [.. "hello, world"u8], "does not begin with an FLV file header" },
        { "mp4", [0, 0, 0, 32, .. "ftypisom"u8], "does not begin with an FLV file header" },
        { "header alone", TestFlv.Start()[..13], "ends within a tag" },
        { "half a header", TestFlv.Start()[..5], "ends within a tag" },
        { "mid-tag", [.. TestFlv.Start(), .. TestFlv.Frames(0, 5)[..^10]], "ends within a tag" },
        { "endless header", [.. "FLV"u8, 1, 5, 0x7F, 0xFF, 0xFF, 0xFF], "tells a length" },
        { "type of no tag", [.. TestFlv.Start(), 7, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1], "begins with 0x07" },
        { "encrypted", [.. TestFlv.Start(), 0x29, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1], "begins with 0x29" },
        { "damaged script", [.. TestFlv.Start(), 18, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 8, 0xFF, 0xFF, 0, 0, 0, 14], "" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_NotFlv_Is400(string name, byte[] body, string words)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        await using var http = await RawHttp.PostAsync(server.HttpPort, Path);
        if (body.Length > 0)
        {
            await http.SendChunkAsync(body);
        }

        await http.SendChunkAsync([]);
        var answer = await http.ReadTextAsync();

        Assert.True(answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), $"{name}: {answer}");
        Assert.Contains(words, answer, StringComparison.Ordinal);
        await server.Log.WaitForAsync("ended: ProtocolError");
        await Wait.UntilAsync(() => server.Sessions.Count == 3 && server.Describe("bad")?.PublisherId is null);
        await good.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Body_NotFlvAndEndless_Is400AtOnce()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        await using var http = await RawHttp.PostAsync(server.HttpPort, Path);
        await http.SendChunkAsync([.. "GARBAGE"u8]);

        Assert.StartsWith("HTTP/1.1 400 ", await http.ReadHeadAsync(), StringComparison.Ordinal);
        await good.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData("zz\r\nxx")]
    [InlineData("-5\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFFF\r\n")]
    public async Task Chunk_Malformed_EndsThisSessionOnly(string chunk)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        await using var http = await RawHttp.PostAsync(server.HttpPort, Path);
        await http.SendChunkAsync(TestFlv.Start());
        await Wait.UntilAsync(() => server.Describe("bad")?.PublisherId is not null);

        await http.SendAsync(chunk);

        _ = await http.ReadToEndAsync();
        await Wait.UntilAsync(() => server.Sessions.Count == 3);
        await good.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Bodies_Mutated_HarmNobody()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        foreach (var body in Mutations.Of([.. TestFlv.Start(), .. TestFlv.Frames(0, 5)], 100))
        {
            await using var http = await RawHttp.PostAsync(server.HttpPort, Path, more: $"Content-Length: {body.Length}\r\nConnection: close\r\n");
            await http.SendAsync(body);
            Assert.Matches("^HTTP/1.1 (200|400) ", await http.ReadTextAsync());
        }

        await good.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Gets_OfStreamsThatAreNotThere_MakeNoMoreStreamsThanMayWait()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        var waiting = new List<RawHttp>();
        for (var i = 0; i < 1500; i++)
        {
            waiting.Add(await RawHttp.PostAsync(server.HttpPort, $"/live/none{i}.flv", "GET", ""));
        }

        // Answered in any order, all but those that wait.
        await Wait.UntilAsync(() => server.Sessions.Count == 1000 + 3, "1000 requests to wait");
        Assert.Equal(1000 + 1, server.Streams.Streams.Length);
        await using var head = await RawHttp.PostAsync(server.HttpPort, "/live/none.flv", "HEAD", "");
        Assert.StartsWith("HTTP/1.1 503 ", await head.ReadHeadAsync(), StringComparison.Ordinal);
        await good.AssertUnharmedAsync();
        foreach (var http in waiting)
        {
            await http.DisposeAsync();
        }

        await Wait.UntilAsync(() => server.Sessions.Count == 3, "those who waited to leave");
    }
}
