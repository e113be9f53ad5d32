using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Srs.Media.Access;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Access;

public sealed class AuthRuleTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly AccessGrants _grants;
    private readonly AuthRule _rule;
    private readonly KeySets _keySets = new();

    public AuthRuleTests()
    {
        _grants = new AccessGrants(_clock);
        _rule = new AuthRule(_grants, _keySets, _clock);
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task Admit_AuthIsOff_LetsEverybodyInAndKeepsNothing()
    {
        Assert.Null(await _rule.AdmitAsync(AccessAttempts.Make(new VhostOptions(), param: "?token=x"), TestContext.Current.CancellationToken));
        Assert.Null(await _rule.AdmitAsync(
            AccessAttempts.Make(Options(("a", new() { Type = "key", Key = "streamkey1" }), publish: true, play: false)), TestContext.Current.CancellationToken));
        Assert.Equal(0, _grants.Count);
    }

    [Theory]
    [InlineData("?key=streamkey1", "livestream", 0)]
    [InlineData("?a=b&key=streamkey1", "livestream", 0)]
    [InlineData("?key=stream%6Bey1", "livestream", 0)]
    [InlineData("?key=newerkey22", "livestream", 0)]
    [InlineData("?key=hashedkey3", "livestream", 0)]
    [InlineData("?key=streamkey1", "other", 2015)]
    [InlineData("?key=newerkey22", "other", 0)]
    [InlineData("?key=streamkey2", "livestream", 2015)]
    [InlineData("?key=STREAMKEY1", "livestream", 2015)]
    [InlineData("?key=", "livestream", 2015)]
    [InlineData("?monkey=streamkey1", "livestream", 2015)]
    [InlineData("", "livestream", 2015)]
    public async Task Admit_Key_HasToBeTheStreams(string param, string stream, int code)
    {
        var hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData("hashedkey3"u8));
        var options = Options(
            [
                ("a", new() { Type = "key", Key = "streamkey1", Streams = "live/livestream" }),
                ("b", new() { Type = "key", Key = "newerkey22", Streams = "live/*" }),
                ("c", new() { Type = "key", Key = hash, Streams = "live/livestream" }),
                ("d", new() { Type = "key", Key = "watchonly4", Actions = "play" }),
            ],
            publish: true);

        Assert.Equal(code, await CodeAsync(options, AccessAction.Publish, param, stream));
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Publish, "?key=watchonly4", stream));
    }

    [Fact]
    public async Task Admit_SignedUrl_IsGoodForItsStreamActionAndTime()
    {
        const string Secret = "signing-secret-of-16";
        var options = Options(("old", new() { Type = "signature", Key = "signing-secret-before" }), ("new", new() { Type = "signature", Key = Secret }));
        var expires = $"{Now + 60}";
        var sign = Convert.ToHexStringLower(SignedUrl.Sign(Encoding.UTF8.GetBytes(Secret), AccessAction.Play, new StreamKey(VhostTable.DefaultName, "live", "livestream"), expires));
        var good = $"?expires={expires}&sign={sign}";

        Assert.Equal(0, await CodeAsync(options, AccessAction.Play, good));
        Assert.Equal(0, await CodeAsync(options, AccessAction.Play, good.Replace(sign, sign.ToUpperInvariant(), StringComparison.Ordinal)));
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Publish, good));
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, good, "other"));
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, good, vhost: "other.example"));
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, $"?expires={Now + 61}&sign={sign}"));
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, $"?expires=0{expires}&sign={sign}"));
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, $"?expires=%2B{expires}&sign={sign}"));
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, $"?expires=99999999999999999999&sign={sign}"));
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, $"?sign={sign}"));
        for (var i = 0; i < sign.Length; i++)
        {
            var tampered = sign[..i] + (sign[i] == '0' ? '1' : '0') + sign[(i + 1)..];
            Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, $"?expires={expires}&sign={tampered}"));
            Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, $"?expires={expires}&sign={sign[..i]}"));
        }

        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, good));
    }

    [Theory]
    [InlineData("\"exp\":60,\"stream\":\"live/*\",\"action\":\"play\"", 0)]
    [InlineData("\"exp\":60,\"stream\":[\"x/y\",\"live/livestream\"],\"action\":[\"publish\",\"play\"]", 0)]
    [InlineData("\"exp\":60,\"nbf\":25,\"stream\":\"*\",\"action\":\"play\"", 0)]
    [InlineData("\"exp\":60,\"nbf\":40,\"stream\":\"*\",\"action\":\"play\"", 2015)]
    [InlineData("\"exp\":60,\"stream\":\"*\",\"action\":\"play\",\"vhost\":\"__defaultVhost__\"", 0)]
    [InlineData("\"exp\":60,\"stream\":\"*\",\"action\":\"play\",\"vhost\":\"other.example\"", 2015)]
    [InlineData("\"exp\":0,\"stream\":\"*\",\"action\":\"play\"", 2015)]
    [InlineData("\"exp\":-9,\"stream\":\"*\",\"action\":\"play\"", 2015)]
    [InlineData("\"stream\":\"*\",\"action\":\"play\"", 2015)]
    [InlineData("\"exp\":60,\"action\":\"play\"", 2015)]
    [InlineData("\"exp\":60,\"stream\":\"*\"", 2015)]
    [InlineData("\"exp\":60,\"stream\":\"*\",\"action\":\"publish\"", 2015)]
    [InlineData("\"exp\":60,\"stream\":\"live/other\",\"action\":\"play\"", 2015)]
    [InlineData("\"exp\":60,\"stream\":\"*\",\"action\":\"*\"", 2015)]
    public async Task Admit_Token_ByItsClaims(string claims, int code)
    {
        var options = Options(("hs", new() { Type = "hs256", Key = TestTokens.Secret }));
        var token = TestTokens.Hs256("{" + Later(claims) + "}");

        Assert.Equal(code, await CodeAsync(options, AccessAction.Play, "?token=" + token));
        Assert.Equal(code, await CodeAsync(options, AccessAction.Play, "?x=1&jwt=" + token));
        Assert.Equal(code, await AccessAttempts.CodeAsync(_rule, AccessAttempts.Make(options, token: token)));
    }

    [Theory]
    [InlineData("me", "srs", "\"iss\":\"me\",\"aud\":\"srs\"", 0)]
    [InlineData("me", "srs", "\"iss\":\"me\",\"aud\":[\"x\",\"srs\"]", 0)]
    [InlineData("me", "srs", "\"iss\":\"you\",\"aud\":\"srs\"", 2015)]
    [InlineData("me", "srs", "\"iss\":\"me\",\"aud\":\"x\"", 2015)]
    [InlineData("me", "", "\"aud\":\"x\"", 2015)]
    [InlineData("", "srs", "\"iss\":\"x\"", 2015)]
    public async Task Admit_IssuerAndAudience_HaveToFitWhenTheyAreSet(string issuer, string audience, string claims, int code)
    {
        var options = Options(("hs", new() { Type = "hs256", Key = TestTokens.Secret, Issuer = issuer, Audience = audience }));

        Assert.Equal(code, await CodeAsync(options, AccessAction.Play, "?token=" + TestTokens.Hs256($"{{{claims},{Later(Good)}}}")));
    }

    [Fact]
    public async Task Admit_AlgorithmOfTheToken_ChoosesNothing()
    {
        using var rsa = RSA.Create(2048);
        var pem = rsa.ExportSubjectPublicKeyInfoPem();
        var options = Options(("rs", new() { Type = "rs256", Key = pem }));
        var claims = $"{{{Later(Good)}}}";

        Assert.Equal(0, await CodeAsync(options, AccessAction.Play, "?token=" + TestTokens.Rs256(rsa, claims)));
        foreach (var forged in new[]
        {
            TestTokens.Make("""{"alg":"none"}""", claims, static _ => []),
            TestTokens.Make("""{"alg":"NONE"}""", claims, static _ => []),
            TestTokens.Make("{}", claims, static _ => []),
            TestTokens.Make("""{"alg":"RS256"}""", claims, static _ => []),
            TestTokens.Hs256(claims, secret: pem),
            TestTokens.Hs256(claims, """{"alg":"RS256"}""", pem),
            TestTokens.Rs256(rsa, claims, """{"alg":"HS256"}"""),
            TestTokens.Make("""{"alg":"RS512"}""", claims, signed => rsa.SignData(signed, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)),
            TestTokens.Make("""{"alg":"PS256"}""", claims, signed => rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)),
        })
        {
            Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, "?token=" + forged));
        }
    }

    [Theory]
    [InlineData("\"kid\":\"../../../../dev/null\"")]
    [InlineData("\"kid\":\"https://evil.example/key\"")]
    [InlineData("\"kid\":\"' UNION SELECT 'x\"")]
    [InlineData("\"jku\":\"https://evil.example/jwks\"")]
    [InlineData("\"x5u\":\"https://evil.example/cert\"")]
    [InlineData("\"jwk\":{\"kty\":\"RSA\",\"kid\":\"e\",\"alg\":\"RS256\",\"n\":\"N\",\"e\":\"AQAB\"}")]
    public async Task Admit_TokenThatBringsItsOwnKey_IsCheckedWithOurs(string header)
    {
        using var ours = RSA.Create(2048);
        using var theirs = RSA.Create(2048);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        header = header.Replace("\"N\"", $"\"{System.Buffers.Text.Base64Url.EncodeToString(theirs.ExportParameters(false).Modulus!)}\"", StringComparison.Ordinal);
        _keySets.Keys = PublicKeyReader.ReadSet(Encoding.UTF8.GetBytes(TestTokens.KeySet(ours, other)));
        var fixedKey = Options(("rs", new() { Type = "rs256", Key = ours.ExportSubjectPublicKeyInfoPem() }));
        var keySet = Options(("rs", new() { Type = "rs256", Jwks = "https://login.example/jwks" }));
        var claims = $"{{{Later(Good)}}}";

        Assert.Equal(2015, await CodeAsync(fixedKey, AccessAction.Play, "?token=" + TestTokens.Rs256(theirs, claims, $"{{\"alg\":\"RS256\",{header}}}")));
        Assert.Equal(2015, await CodeAsync(keySet, AccessAction.Play, "?token=" + TestTokens.Rs256(theirs, claims, $"{{\"alg\":\"RS256\",{header}}}")));
        Assert.Equal(0, await CodeAsync(fixedKey, AccessAction.Play, "?token=" + TestTokens.Rs256(ours, claims, $"{{\"alg\":\"RS256\",{header}}}")));
    }

    [Theory]
    [InlineData("\"exp\":-60,\"exp\":600")]
    [InlineData("\"exp\":600,\"stream\":\"live/other\",\"stream\":\"*\"")]
    [InlineData("\"exp\":600,\"action\":\"play\",\"\\u0061ction\":\"play\"")]
    public async Task Admit_TokenThatNamesAClaimTwice_IsRefused(string claims)
    {
        var options = Options(("hs", new() { Type = "hs256", Key = TestTokens.Secret }));

        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, "?token=" + TestTokens.Hs256($"{{{Later(claims)},\"stream\":\"*\",\"action\":\"play\"}}")));
    }

    [Fact]
    public async Task Admit_OversizedToken_IsRefused()
    {
        var options = Options(("hs", new() { Type = "hs256", Key = TestTokens.Secret }));
        var token = TestTokens.Hs256($"{{{Later(Good)},\"fill\":\"{new string('x', 7000)}\"}}");

        Assert.True(token.Length > JsonWebToken.MaxLength);
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, "?token=" + token));
    }

    [Fact]
    public async Task Admit_KeySet_IsSearchedByIdAndAlgorithm()
    {
        using var rsa = RSA.Create(2048);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _keySets.Keys = PublicKeyReader.ReadSet(Encoding.UTF8.GetBytes(TestTokens.KeySet(rsa, ecdsa)));
        var options = Options(("es", new() { Type = "es256", Jwks = "https://login.example/jwks" }));
        var claims = $"{{{Later(Good)}}}";

        Assert.Equal(0, await CodeAsync(options, AccessAction.Play, "?token=" + TestTokens.Es256(ecdsa, claims)));
        Assert.Equal(0, await CodeAsync(options, AccessAction.Play, "?token=" + TestTokens.Es256(ecdsa, claims, """{"alg":"ES256","kid":"e1"}""")));
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, "?token=" + TestTokens.Es256(ecdsa, claims, """{"alg":"ES256","kid":"r1"}""")));
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, "?token=" + TestTokens.Rs256(rsa, claims, """{"alg":"RS256","kid":"r1"}""")));
        _keySets.Keys = [];
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, "?token=" + TestTokens.Es256(ecdsa, claims)));
    }

    [Fact]
    public async Task Admit_Refusals_DoNotRepeatWhatWasShown()
    {
        var options = Options(
            ("hs", new() { Type = "hs256", Key = TestTokens.Secret }), ("k", new() { Type = "key", Key = "streamkey1" }),
            ("s", new() { Type = "signature", Key = "signing-secret-of-16" }));
        foreach (var (shown, param) in new[]
        {
            ("shown1secret", "?key=shown1secret"), ("shown2secret", "?expires=9999999999&sign=shown2secret"), ("shown3secret", "?token=shown3secret"),
            ("shown4secret", "?token=" + TestTokens.Hs256("{}", """{"alg":"shown4secret"}""")),
        })
        {
            var refusal = await Assert.ThrowsAsync<CredentialsRequiredException>(
                async () => await _rule.AdmitAsync(AccessAttempts.Make(options, param: param), TestContext.Current.CancellationToken));
            Assert.True(refusal.WasShown);
            Assert.DoesNotContain(shown, refusal.Message, StringComparison.Ordinal);
        }

        var none = await Assert.ThrowsAsync<CredentialsRequiredException>(
            async () => await _rule.AdmitAsync(AccessAttempts.Make(options), TestContext.Current.CancellationToken));
        Assert.False(none.WasShown);
        Assert.Contains("?token=", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admit_CredentialThatEnds_EndsTheSession()
    {
        var options = Options(("hs", new() { Type = "hs256", Key = TestTokens.Secret }), ("k", new() { Type = "key", Key = "streamkey1" }));
        var (early, late, forEver, left) = (new FakeSession(), new FakeSession(), new FakeSession(), new FakeSession());
        await AdmitAsync(options, late, Token(120));
        await AdmitAsync(options, early, Token(60));
        await AdmitAsync(options, forEver, "?key=streamkey1");
        (await AdmitAsync(options, left, Token(60)))!.Dispose();
        Assert.Equal(3, _grants.Count);

        _clock.Advance(TimeSpan.FromSeconds(59));
        _grants.OnTick();
        Assert.Empty(early.Ends);

        _clock.Advance(TimeSpan.FromSeconds(1));
        _grants.OnTick();
        _grants.OnTick();
        Assert.Equal([SessionEndReason.AccessExpired], early.Ends);

        _clock.Advance(TimeSpan.FromDays(1));
        _grants.OnTick();
        Assert.Equal([SessionEndReason.AccessExpired], late.Ends);
        Assert.Empty(forEver.Ends);
        Assert.Empty(left.Ends);
        Assert.Equal(1, _grants.Count);

        string Token(int seconds) => "?token=" + TestTokens.Hs256($"{{{Later($"\"exp\":{seconds},\"stream\":\"*\",\"action\":\"play\"")}}}");
    }

    [Fact]
    public async Task Revoke_Fitting_EndsSessionsAndRefusesNewOnesUntilLifted()
    {
        var options = Options(("hs", new() { Type = "hs256", Key = TestTokens.Secret }), ("cam", new() { Type = "key", Key = "streamkey1" }));
        var (byToken, byKey) = (new FakeSession(), new FakeSession());
        var token = "?token=" + TestTokens.Hs256($"{{\"jti\":\"t1\",{Later(Good)}}}");
        await AdmitAsync(options, byToken, token);
        await AdmitAsync(options, byKey, "?key=streamkey1");

        Assert.Equal(0, _grants.Revoke(new Revocation { TokenId = "t1", Key = "cam" }));
        Assert.Equal(0, _grants.Revoke(new Revocation { Stream = "live/other" }));
        Assert.Equal(0, _grants.Revoke(new Revocation { Stream = "*", Vhost = "other.example" }));
        Assert.Equal(1, _grants.Revoke(new Revocation { Id = "one", TokenId = "t1" }));
        Assert.Equal([SessionEndReason.AccessRevoked], byToken.Ends);
        Assert.Empty(byKey.Ends);
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, token));
        Assert.Equal(0, await CodeAsync(options, AccessAction.Play, "?key=streamkey1"));

        Assert.True(_grants.Lift("one"));
        Assert.False(_grants.Lift("one"));
        Assert.Equal(0, await CodeAsync(options, AccessAction.Play, token));

        Assert.Equal(1, _grants.Revoke(new Revocation { Key = "cam", Until = _clock.GetUtcNow() + TimeSpan.FromMinutes(1) }));
        Assert.Equal(2015, await CodeAsync(options, AccessAction.Play, "?key=streamkey1"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        _grants.OnTick();
        Assert.Equal(0, await CodeAsync(options, AccessAction.Play, "?key=streamkey1"));
    }

    private const string Good = "\"exp\":600,\"stream\":\"*\",\"action\":\"play\"";

    /// <summary>Times in claims are written as seconds from now.</summary>
    private string Later(string claims) => System.Text.RegularExpressions.Regex.Replace(
        claims, "\"(exp|nbf)\":(-?\\d+)", match => $"\"{match.Groups[1].Value}\":{Now + int.Parse(match.Groups[2].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)}");

    private Task<int> CodeAsync(VhostOptions options, AccessAction action, string param, string stream = "livestream", string vhost = VhostTable.DefaultName) =>
        AccessAttempts.CodeAsync(_rule, AccessAttempts.Make(options, action, param, stream, vhost));

    private async Task<IDisposable?> AdmitAsync(VhostOptions options, ISession session, string param) =>
        await _rule.AdmitAsync(AccessAttempts.Make(options, param: param, session: session), TestContext.Current.CancellationToken);

    private static VhostOptions Options(params (string Name, AuthKeyOptions Key)[] keys) => Options(keys, publish: true, play: true);

    private static VhostOptions Options((string Name, AuthKeyOptions Key) key, bool publish, bool play) => Options([key], publish, play);

    private static VhostOptions Options((string Name, AuthKeyOptions Key)[] keys, bool publish, bool play = true) => new()
    {
        Auth = new AuthOptions { Publish = publish, Play = play, Keys = keys.ToDictionary(static key => key.Name, static key => key.Key) },
    };

    private sealed class KeySets : IKeySetSource
    {
        public ImmutableArray<JsonWebKey> Keys { get; set; } = [];

        public ValueTask<ImmutableArray<JsonWebKey>> GetAsync(Uri address, string? keyId, CancellationToken cancellationToken) => ValueTask.FromResult(Keys);
    }
}
