using System.Buffers.Text;
using System.Text;
using Srs.Media.Access;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Access;

public sealed class JsonWebTokenTests
{
    private const string Claims =
        """{"jti":"t1","iss":"me","aud":["a","b"],"exp":1767225600.5,"nbf":1767222000,"stream":"live/*","action":["publish","play"],"vhost":"v"}""";

    [Fact]
    public void TryRead_Token_GivesHeaderAndClaims()
    {
        Assert.True(JsonWebToken.TryRead(TestTokens.Hs256(Claims, """{"alg":"HS256","kid":"k1"}"""), out var token, out _));

        Assert.Equal(("HS256", "k1", "t1", "me", "v"), (token.Algorithm, token.KeyId, token.Id, token.Issuer, token.Vhost));
        Assert.Equal(["a", "b"], token.Audience);
        Assert.Equal(["live/*"], token.Streams);
        Assert.Equal(["publish", "play"], token.Actions);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1767225600500), token.Expires);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1767222000), token.NotBefore);
    }

    [Theory]
    [InlineData("""{"alg":"HS256"}""", "{\"exp\":\"soon\"}")]
    [InlineData("""{"alg":"HS256"}""", "{\"exp\":-1}")]
    [InlineData("""{"alg":"HS256"}""", "{\"nbf\":null}")]
    [InlineData("""{"alg":"HS256"}""", "{\"stream\":1}")]
    [InlineData("""{"alg":"HS256"}""", "{\"stream\":[1]}")]
    [InlineData("""{"alg":"HS256"}""", "{\"aud\":{}}")]
    [InlineData("""{"alg":"HS256"}""", "{\"exp\":1,\"exp\":9999999999}")]
    [InlineData("""{"alg":"HS256"}""", "{\"jti\":\"\\ud800\"}")]
    [InlineData("""{"alg":"HS256"}""", "[]")]
    [InlineData("""{"alg":"HS256"}""", "{")]
    [InlineData("""{"alg":"HS256"}""", "")]
    [InlineData("""{"alg":1}""", "{}")]
    [InlineData("""{"alg":"none","alg":"HS256"}""", "{}")]
    [InlineData("""{"alg":"HS256","kid":7}""", "{}")]
    [InlineData("""{"alg":"HS256","crit":["b64"],"b64":false}""", "{}")]
    [InlineData("null", "{}")]
    public void TryRead_MalformedPart_IsRefusedWithAReason(string header, string claims)
    {
        Assert.False(JsonWebToken.TryRead(TestTokens.Hs256(claims, header), out _, out var fault));
        Assert.NotEmpty(fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("e30.e30.e30.e30")]
    [InlineData("e30.e30.e30=")]
    [InlineData("e30.e30. e30")]
    [InlineData("e30.e30.e3+")]
    [InlineData("e30.e30.e3/")]
    [InlineData("e30.e30.a")]
    [InlineData("e30.e30.\u0435\u0436")]
    [InlineData("e30\n.e30.e30")]
    public void TryRead_NotThreePartsOfBase64Url_IsRefused(string text)
    {
        Assert.False(JsonWebToken.TryRead(text, out _, out _));
    }

    [Fact]
    public void TryRead_LongestLength_IsTheLimit()
    {
        var token = TestTokens.Hs256("{}");
        var most = token + new string('A', ((JsonWebToken.MaxLength - token.Length) / 4 * 4) + 1);
        Assert.True(JsonWebToken.TryRead(most[..^1], out _, out _));

        Assert.False(JsonWebToken.TryRead(token + new string('A', JsonWebToken.MaxLength), out _, out var fault));
        Assert.Contains("8192", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_DeepJson_IsRefused()
    {
        var deep = "{\"a\":" + new string('[', 2000) + new string(']', 2000) + "}";

        Assert.False(JsonWebToken.TryRead(TestTokens.Hs256(deep), out _, out _));
    }

    [Fact]
    public void TryRead_MutatedText_NeverThrowsAndNeverVerifies()
    {
        var text = TestTokens.Hs256(Claims);
        var key = new JsonWebKey("", AuthKind.Hs256, [.. Encoding.UTF8.GetBytes(TestTokens.Secret)]);
        foreach (var mutated in Mutations.Of(Encoding.ASCII.GetBytes(text), 5000).Concat(Mutations.Truncations(Encoding.ASCII.GetBytes(text))))
        {
            var changed = Encoding.Latin1.GetString(mutated);
            if (changed != text && JsonWebToken.TryRead(changed, out var token, out _) && TokenSignature.Verify(token, key))
            {
                // The last character of base64url has bits that stand for nothing.
                Assert.Equal(text[..^1], changed[..^1]);
            }
        }
    }

    [Fact]
    public void TryRead_MutatedJson_NeverThrows()
    {
        foreach (var mutated in Mutations.Of(Encoding.UTF8.GetBytes(Claims), 5000))
        {
            JsonWebToken.TryRead($"e30.{Base64Url.EncodeToString(mutated)}.AAAA", out _, out _);
            JsonWebToken.TryRead($"{Base64Url.EncodeToString(mutated)}.e30.AAAA", out _, out _);
        }
    }
}
