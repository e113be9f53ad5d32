namespace Srs.Tests.Web.Api;

public sealed class VhostEndpointsTests : ApiServerTests
{
    [Fact]
    public async Task GetVhosts_NoTraffic_IsEmpty()
    {
        Assert.Equal($$$"""{{{Server.Envelope}}},"vhosts":[],"total":0}""", await Server.GetAsync("/api/v1/vhosts/"));
    }

    [Fact]
    public async Task GetVhosts_Viewer_MatchesSrs()
    {
        await Server.PlayAsync(Live);

        Assert.Equal($$$"""{{{Server.Envelope}}},"vhosts":[{{{Golden()}}}],"total":1}""", await Server.GetAsync("/api/v1/vhosts/"));
        Assert.Equal($$$"""{{{Server.Envelope}}},"vhost":{{{Golden()}}}}""", await Server.GetAsync($"/api/v1/vhosts/{VhostId}"));
    }

    [Fact]
    public async Task GetVhost_UnknownId_Is2014()
    {
        Assert.Equal("""{"code":2014}""", await Server.GetAsync("/api/v1/vhosts/vid-0000000"));
    }

    private string VhostId => Server.Streams.FindVhostId(Live.Vhost)!;

    private string Golden() =>
        $$$"""{"id":"{{{VhostId}}}","name":"__defaultVhost__","enabled":true,"clients":1,"streams":1,"send_bytes":1206033,"recv_bytes":161,"kbps":{"recv_30s":0,"send_30s":0},"hls":{"enabled":false}}""";
}
