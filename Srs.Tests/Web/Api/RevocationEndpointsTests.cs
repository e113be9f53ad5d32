using System.Net;
using System.Text;
using System.Text.Json;
using Srs.Media.Access;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Api;

public sealed class RevocationEndpointsTests : ApiServerTests
{
    private AccessGrants Grants => (AccessGrants)Server.Services.GetService(typeof(AccessGrants))!;

    [Fact]
    public async Task Revoke_SessionFits_EndsItAndIsListedUntilLifted()
    {
        var session = new FakeSession();
        Grants.Add(new AccessGrant(Grants, session, Live, AccessAction.Play, new AuthKey { Name = "cam", Kind = AuthKind.Key, Streams = ["*"], Actions = [AccessAction.Play] }, "t1", null));

        var (status, text) = await PostAsync("""{"jti":"t1","stream":"live/*","until":9999999999}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([SessionEndReason.AccessRevoked], session.Ends);
        using var answer = JsonDocument.Parse(text);
        Assert.Equal(1, answer.RootElement.GetProperty("ended").GetInt32());
        var revocation = answer.RootElement.GetProperty("revocation");
        var id = revocation.GetProperty("id").GetString();
        Assert.Equal($$"""{"id":"{{id}}","jti":"t1","key":"","stream":"live/*","vhost":"","until":9999999999}""", revocation.GetRawText());
        Assert.Contains($"\"revocations\":[{revocation.GetRawText()}],\"total\":1", await Server.GetAsync("/api/v1/revocations/"), StringComparison.Ordinal);

        using var lifted = await Server.SendAsync(HttpMethod.Delete, $"/api/v1/revocations/{id}");
        Assert.Equal(HttpStatusCode.OK, lifted.StatusCode);
        Assert.Empty(Grants.Revocations);
        using var again = await Server.SendAsync(HttpMethod.Delete, $"/api/v1/revocations/{id}");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"vhost":"a"}""")]
    [InlineData("""{"jti":1}""")]
    [InlineData("""{"jti":"a","until":-1}""")]
    [InlineData("""{"jti":"a","until":"soon"}""")]
    [InlineData("""{"jti":"a","until":99999999999999999999}""")]
    [InlineData("long")]
    public async Task Revoke_BadBody_IsRefusedWithAReason(string body)
    {
        var (status, text) = await PostAsync(body == "long" ? $$"""{"jti":"{{new string('x', 3000)}}"}""" : body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("{\"code\":3063,\"desc\":\"", text, StringComparison.Ordinal);
        Assert.Empty(Grants.Revocations);
    }

    [Fact]
    public async Task Revoke_TooMany_IsRefused()
    {
        for (var i = 0; i < AccessGrants.MaxRevocations; i++)
        {
            Grants.Revoke(new Revocation { Id = $"{i}", TokenId = "t" });
        }

        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync("""{"jti":"a"}""")).Status);
    }

    private async Task<(HttpStatusCode Status, string Text)> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Server.Http.PostAsync("/api/v1/revocations/", content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
