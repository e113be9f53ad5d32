using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Srs.Web.Api;

namespace Srs.Tests.Web.Api;

public sealed class HealthEndpointsTests : ApiServerTests
{
    [Fact]
    public async Task Healthz_Always_IsOk()
    {
        Assert.Equal("ok", await Server.GetAsync("/healthz"));
        using var head = await Server.SendAsync(HttpMethod.Head, "/healthz");
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Fact]
    public async Task Readyz_FollowsTheListeners()
    {
        var readiness = Server.Services.GetRequiredService<Readiness>();

        using var before = await Server.SendAsync(HttpMethod.Get, "/readyz");
        readiness.IsReady = true;
        using var after = await Server.SendAsync(HttpMethod.Get, "/readyz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, before.StatusCode);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }
}
