using System.Net;
using Microsoft.AspNetCore.Http;
using Srs.Web.Api;
using Srs.Web.Configuration;

namespace Srs.Tests.Web.Api;

public sealed class ApiCredentialsTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", "example.com", null, true)]
    [InlineData("127.0.0.9", "127.0.0.1", "example.com", null, true)]
    [InlineData("::1", "::1", "example.com", null, true)]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1", "localhost", null, true)]
    [InlineData("192.0.2.7", "192.0.2.7", "example.com", null, true)]
    [InlineData("192.0.2.8", "192.0.2.7", "localhost", null, false)]
    [InlineData("2001:db8::1", "2001:db8::2", "localhost", null, false)]
    [InlineData("127.0.0.1", "127.0.0.1", "localhost", "http://localhost", true)]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.1", "http://127.0.0.1", true)]
    [InlineData("::1", "::1", "[::1]", "http://[::1]", true)]
    [InlineData("127.0.0.1", "127.0.0.1", "rebound.example", "http://rebound.example", false)]
    [InlineData(null, null, "localhost", null, false)]
    public void Identify_NothingIsSet_OnlyThisMachineIsAdministrator(string? remote, string? local, string host, string? origin, bool isLocal)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        context.Connection.LocalIpAddress = local is null ? null : IPAddress.Parse(local);
        context.Request.Host = new HostString(host, 1985);
        context.Request.Headers.Origin = origin;

        var caller = new ApiCredentials(static () => new HttpApiOptions()).Identify(context);

        Assert.Equal(new ApiCaller("", isLocal ? ApiRole.Admin : ApiRole.Read, isLocal), caller);
    }
}
