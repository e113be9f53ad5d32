using Srs.Tests.TestSupport;
using Srs.Web.Api;

namespace Srs.Tests.Web.Api;

public sealed class ServerIdentityTests
{
    [Fact]
    public async Task StartTime_NobodyHasAskedYet_IsThatOfTheServer()
    {
        await using var server = await SrsTestServer.StartAsync();
        var started = DateTimeOffset.UtcNow;

        Assert.True(server.Get<ServerIdentity>().StartTime <= started);
    }
}
