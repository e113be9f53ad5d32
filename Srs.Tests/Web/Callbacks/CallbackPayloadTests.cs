using System.Net;
using System.Text;
using Srs.Media.Streams;
using Srs.Web.Api;
using Srs.Web.Callbacks;

namespace Srs.Tests.Web.Callbacks;

/// <summary>What SRS 7.0.18 was seen to send, key by key; the final 7.0 has <c>clients</c> besides.</summary>
public sealed class CallbackPayloadTests
{
    private readonly ServerIdentity _server = new(TimeProvider.System) { ServerId = "srs-facts" };

    [Fact]
    public void OnConnect_IsAsCaptured() => Assert.Equal(
        Expect("""{"server_id":"srs-facts","service_id":"6f6l91rt","action":"on_connect","client_id":"5b354445","ip":"127.0.0.1","vhost":"__defaultVhost__","app":"live","stream":"livestream","param":"?token=abc&x=1","tcUrl":"rtmp://127.0.0.1:1935/live","pageUrl":""}"""),
        Text(Payload.OnConnect(Subject("5b354445"))));

    [Fact]
    public void OnClose_IsAsCaptured() => Assert.Equal(
        Expect("""{"server_id":"srs-facts","service_id":"6f6l91rt","action":"on_close","client_id":"339lnwo1","ip":"127.0.0.1","vhost":"__defaultVhost__","app":"live","send_bytes":39761,"recv_bytes":3482}"""),
        Text(Payload.OnClose(Subject("339lnwo1"), 39761, 3482)));

    [Theory]
    [InlineData("on_publish")]
    [InlineData("on_unpublish")]
    public void OfPublisher_IsAsCaptured(string name) => Assert.Equal(
        Expect($$"""{"server_id":"srs-facts","service_id":"6f6l91rt","action":"{{name}}","client_id":"5b354445","ip":"127.0.0.1","vhost":"__defaultVhost__","app":"live","tcUrl":"rtmp://127.0.0.1:1935/live","stream":"livestream","param":"?token=abc&x=1","stream_url":"/live/livestream","stream_id":"vid-kl2o6ov"}"""),
        Text(Payload.OfPublisher(name, Subject("5b354445"), "vid-kl2o6ov")));

    [Fact]
    public void OnPlay_IsAsCaptured() => Assert.Equal(
        Expect("""{"server_id":"srs-facts","service_id":"6f6l91rt","action":"on_play","client_id":"1644k19a","ip":"127.0.0.1","vhost":"__defaultVhost__","app":"live","stream":"livestream","tcUrl":"rtmp://127.0.0.1:1935/live","param":"?token=abc&x=1","pageUrl":"","stream_url":"/live/livestream","stream_id":"vid-kl2o6ov","clients":2}"""),
        Text(Payload.OnPlay(Subject("1644k19a"), "vid-kl2o6ov", 2)));

    [Fact]
    public void OnStop_IsAsCaptured() => Assert.Equal(
        Expect("""{"server_id":"srs-facts","service_id":"6f6l91rt","action":"on_stop","client_id":"339lnwo1","ip":"127.0.0.1","vhost":"__defaultVhost__","app":"live","tcUrl":"rtmp://127.0.0.1:1935/live","stream":"livestream","param":"?token=abc&x=1","stream_url":"/live/livestream","stream_id":"vid-9513g03","clients":1}"""),
        Text(Payload.OnStop(Subject("339lnwo1"), "vid-9513g03", 1)));

    [Fact]
    public void OtherVhost_IsInTheStreamUrl()
    {
        var subject = Subject("aaaaaaaa") with { Stream = new StreamKey("video.test.com", "live", "x") };

        Assert.Contains("\"vhost\":\"video.test.com\",", Text(Payload.OnConnect(subject)), StringComparison.Ordinal);
        Assert.Contains("\"stream_url\":\"video.test.com/live/x\"", Text(Payload.OfPublisher("on_publish", subject, "vid-1")), StringComparison.Ordinal);
    }

    [Fact]
    public void TextOfStrangers_StaysJson()
    {
        var subject = Subject("aaaaaaaa") with { Request = Request with { Param = "?a=\"},\\\u0001\n流\ud800", PageUrl = "</script>" } };

        using var json = System.Text.Json.JsonDocument.Parse(Payload.OnConnect(subject));

        Assert.Equal("?a=\"},\\\u0001\n流\ufffd", json.RootElement.GetProperty("param").GetString());
        Assert.Equal("</script>", json.RootElement.GetProperty("pageUrl").GetString());
    }

    private static AccessRequest Request => new()
    {
        Host = "127.0.0.1",
        App = "live",
        Stream = "livestream",
        Action = AccessAction.Publish,
        Param = "?token=abc&x=1",
        Remote = IPAddress.Loopback,
        TcUrl = "rtmp://127.0.0.1:1935/live",
    };

    private CallbackPayload Payload => new(_server);

    private static CallbackSubject Subject(string client) =>
        new(client, Request, new StreamKey(VhostTable.DefaultName, "live", "livestream"), new HttpHooksOptions());

    /// <summary>The captured one, but for the id of the run.</summary>
    private string Expect(string captured) => captured.Replace("6f6l91rt", _server.ServiceId, StringComparison.Ordinal);

    private static string Text(byte[] body) => Encoding.UTF8.GetString(body);
}
