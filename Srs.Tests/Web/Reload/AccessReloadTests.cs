using System.Text;
using Srs.Media.Access;
using Srs.Tests.Access;
using Srs.Tests.TestSupport;
using Srs.Web.Reload;

namespace Srs.Tests.Web.Reload;

/// <summary>Which running sessions a change of the access rules ends: those whose key goes, and no others.</summary>
[Trait("Category", "Loopback")]
public sealed class AccessReloadTests
{
    private const string Vhost = "Srs:DefaultVhost";

    private static readonly string[] Keys =
    [
        $"{Vhost}:Auth:Publish=true", $"{Vhost}:Auth:Play=true", $"{Vhost}:Auth:Keys:hs:Type=hs256", $"{Vhost}:Auth:Keys:hs:Key={TestTokens.Secret}",
        $"{Vhost}:Auth:Keys:cam:Type=key", $"{Vhost}:Auth:Keys:cam:Key=streamkey1", $"{Vhost}:Auth:Keys:cam:Streams=live/*",
    ];

    [Theory]
    [InlineData("""{"Auth":{"Keys":{"hs":null}}}""")]
    [InlineData("""{"Auth":{"Keys":{"hs":{"Key":"another-secret-0123456789abcdef0123456789"}}}}""")]
    [InlineData("""{"Auth":{"Keys":{"hs":{"Streams":"live/other"}}}}""")]
    [InlineData("""{"Auth":{"Keys":{"hs":{"Actions":"publish"}}}}""")]
    [InlineData("""{"Auth":{"Keys":{"hs":{"Issuer":"somebody"}}}}""")]
    public async Task Change_KeyThatLetViewersIn_EndsThemAndTellsThem(string patch)
    {
        await using var server = await SrsTestServer.StartAsync(Keys);
        await using var publisher = await PublishAsync(server);
        await using var rtmp = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await rtmp.PlayAsync($"livestream?token={Token()}");
        await using var flv = await FlvTestClient.GetAsync(server.HttpPort, $"/live/livestream.flv?token={Token()}");
        await Wait.UntilAsync(() => server.Get<AccessGrants>().Count == 3, "publisher and viewers");

        var plan = await ChangeAsync(server, patch);

        Assert.Equal(2, plan.Ended);
        var words = await rtmp.ReadStatusAsync("NetStream.Play.Failed");
        Assert.Equal("Access has been revoked.", words.Command!.Argument(0)["description"].AsString());
        await rtmp.ReadToEndAsync().WithinLimitAsync();
        Assert.True(rtmp.EndedWhole);
        await flv.ReadToEndAsync().WithinLimitAsync();
        await Wait.UntilAsync(() => server.Get<AccessGrants>().Count == 1, "the viewers to be gone");
        Assert.NotNull(server.Describe("livestream")!.PublisherId);
    }

    [Theory]
    [InlineData("""{"Auth":{"Keys":{"new":{"Type":"key","Key":"streamkey2"},"hs":{"Streams":"live/livestream","Issuer":""}}}}""")]
    [InlineData("""{"Auth":{"Play":false,"Publish":false,"Keys":{"hs":null,"cam":null}}}""")]
    [InlineData("""{"Security":{"Enabled":true,"Rules":"deny play all; deny publish all"}}""")]
    [InlineData("""{"Refer":{"Enabled":true,"All":"page.example"}}""")]
    [InlineData("""{"Limits":{"Connections":1,"ViewersPerStream":1,"Publishers":1,"PublisherKbps":1}}""")]
    [InlineData("""{"HttpHooks":{"Enabled":true,"OnPlay":"http://127.0.0.1:1/","OnPublish":"http://127.0.0.1:1/"}}""")]
    public async Task Change_OtherRules_EndNobody(string patch)
    {
        await using var server = await SrsTestServer.StartAsync(Keys);
        await using var publisher = await PublishAsync(server);
        await using var viewer = await FlvTestClient.GetAsync(server.HttpPort, $"/live/livestream.flv?token={Token()}");
        await viewer.ReadFrameAsync(9);

        var plan = await ChangeAsync(server, patch);
        await publisher.SendMediaAsync(20, from: 400);

        Assert.Equal(0, plan.Ended);
        await viewer.ReadFrameAsync(viewer.VideoNumbers[^1] + 1);
        Assert.Equal(2, server.Sessions.Count);
    }

    [Theory]
    [InlineData("""{"Security":{"Enabled":true,"Rules":"deny play all"}}""", "(code 1053)")]
    [InlineData("""{"Refer":{"Enabled":true,"Play":"page.example"}}""", "(code 2015)")]
    [InlineData("""{"Limits":{"ViewersPerStream":1}}""", "(code 1074)")]
    [InlineData("""{"Limits":{"Connections":2}}""", "(code 1074)")]
    [InlineData("""{"Auth":{"Keys":{"hs":{"Streams":"live/livestream"},"cam":null}}}""", "")]
    public async Task Change_Rules_CountForWhoComesThen(string patch, string refusal)
    {
        await using var server = await SrsTestServer.StartAsync(Keys);
        await using var publisher = await PublishAsync(server, $"livestream?token={Token()}");
        await using var first = await FlvTestClient.GetAsync(server.HttpPort, $"/live/livestream.flv?token={Token()}");
        await first.ReadFrameAsync(9);

        await ChangeAsync(server, patch);
        await using var second = await FlvTestClient.GetAsync(server.HttpPort, $"/live/livestream.flv?token={Token()}");

        Assert.Equal(refusal.Length == 0, second.Response.IsSuccessStatusCode);
        if (refusal.Length > 0)
        {
            Assert.Contains(refusal, await second.ReadTextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Diff_KeyRemoved_CountsWhomItWouldEndAndEndsNobody()
    {
        await using var server = await SrsTestServer.StartAsync(Keys);
        await using var publisher = await PublishAsync(server);
        var patch = ConfigBody.Parse("""{"DefaultVhost":{"Auth":{"Keys":{"cam":null}}}}"""u8);

        var plan = await server.Get<Reloader>().PlanAsync(patch, isPatch: true);

        Assert.Equal(1, plan.Ended);
        await publisher.SendMediaAsync(5, from: 400);
        Assert.Equal(1, server.Get<AccessGrants>().Count);
    }

    [Fact]
    public async Task Change_KeyOfAPublisher_EndsItAndItsViewersStay()
    {
        await using var server = await SrsTestServer.StartAsync([.. Keys, $"{Vhost}:Auth:Play=false"]);
        await using var publisher = await PublishAsync(server);
        await using var viewer = await FlvTestClient.GetAsync(server.HttpPort, "/live/livestream.flv");
        await viewer.ReadFrameAsync(9);

        await ChangeAsync(server, """{"Auth":{"Keys":{"cam":null}}}""");

        var words = await publisher.ReadStatusAsync("NetStream.Publish.BadName");
        Assert.Equal("Access has been revoked.", words.Command!.Argument(0)["description"].AsString());
        await publisher.ReadToEndAsync().WithinLimitAsync();
        await using var next = await PublishAsync(server, $"livestream?token={Token()}");
    }

    private static Task<ReloadPlan> ChangeAsync(SrsTestServer server, string patch) => server.Get<Reloader>().ChangeAsync(
        ConfigBody.Parse(Encoding.UTF8.GetBytes($"{{\"DefaultVhost\":{patch}}}")), isPatch: true, "test", persists: false);

    private static string Token() =>
        TestTokens.Hs256($$"""{"exp":{{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 600}},"stream":"live/livestream","action":["play","publish"]}""");

    private static async Task<RtmpTestClient> PublishAsync(SrsTestServer server, string stream = "livestream?key=streamkey1")
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        var streamId = await publisher.PublishAsync(stream);
        await publisher.SendHeadersAsync(streamId);
        await publisher.SendMediaAsync(10, streamId: streamId);
        return publisher;
    }
}
