using System.Globalization;
using System.Text;
using Srs.Media.Access;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Refusals as ffmpeg and curl see them, and credentials made by openssl, as the documentation tells.</summary>
[Trait("Category", "Interop")]
public sealed class AccessInteropTests : IAsyncLifetime
{
    private const string Auth = "Srs:DefaultVhost:Auth";
    private const string SignKey = "signing-secret-of-openssl";
    private const string TokenKey = "0123456789abcdef0123456789abcdef";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private SrsTestServer _server = null!;

    private string PrivateKey => Path.Combine(_folder, "private.pem");

    private string FlvUrl => $"http://127.0.0.1:{_server.HttpPort}/live/livestream.flv";

    private static string Later => DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync()
    {
        var publicKey = Path.Combine(_folder, "public.pem");
        if (ExternalTool.IsOnPath("openssl"))
        {
            (await ExternalTool.RunAsync("openssl", ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", PrivateKey])).AssertSucceeded();
            (await ExternalTool.RunAsync("openssl", ["pkey", "-in", PrivateKey, "-pubout", "-out", publicKey])).AssertSucceeded();
        }

        string[] rs256 = File.Exists(publicKey) ? [$"{Auth}:Keys:rs:Type=rs256", $"{Auth}:Keys:rs:KeyFile={publicKey}"] : [];
        _server = await SrsTestServer.StartAsync(
            [
                $"{Auth}:Publish=true", $"{Auth}:Play=true", $"{Auth}:Keys:cam:Type=key", $"{Auth}:Keys:cam:Key=streamkey1",
                $"{Auth}:Keys:sign:Type=signature", $"{Auth}:Keys:sign:Key={SignKey}", $"{Auth}:Keys:hs:Type=hs256", $"{Auth}:Keys:hs:Key={TokenKey}",
                "Srs:HttpApi:Auth:Enabled=true", "Srs:HttpApi:Auth:Username=boss", "Srs:HttpApi:Auth:Password=the-password", .. rs256,
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Ffmpeg_WithoutKey_IsRefusedToPublishAndToPlay()
    {
        var address = $"rtmp://127.0.0.1:{_server.RtmpPort}/live/livestream";
        var publish = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "sine=duration=1", "-c:a", "aac", "-f", "flv", address + "?key=wrong"]);
        var play = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", address, "-f", "null", "-"]);

        Assert.NotEqual(0, publish.ExitCode);
        Assert.Contains("The key is wrong", publish.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, play.ExitCode);
        Assert.Contains("Playing /live/livestream needs", play.Error, StringComparison.Ordinal);
        (await ExternalTool.RunAsync(
            "ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "sine=duration=1", "-c:a", "aac", "-f", "flv", address + "?key=streamkey1"])).AssertSucceeded();
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Ffmpeg_CredentialEnds_IsToldWhy()
    {
        var address = $"rtmp://127.0.0.1:{_server.RtmpPort}/live/livestream";
        await using var publisher = RunningTool.Publish(address + "?key=streamkey1");
        await Wait.UntilAsync(() => _server.Describe("livestream") is { PublisherId: not null, Tracks.Length: 2 }, "the publisher");
        var expires = $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 4}";
        var sign = Convert.ToHexStringLower(SignedUrl.Sign(Encoding.UTF8.GetBytes(SignKey), AccessAction.Play, new StreamKey(VhostTable.DefaultName, "live", "livestream"), expires));

        var playing = ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", $"{address}?expires={expires}&sign={sign}", "-c", "copy", "-f", "null", "-"]);
        var pushing = ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-re", "-f", "lavfi", "-i", "sine=duration=60", "-c:a", "aac", "-f", "flv", address.Replace("livestream", "other?key=streamkey1", StringComparison.Ordinal)]);
        await Wait.UntilAsync(() => _server.Describe("other") is { PublisherId: not null }, "the other publisher");
        _server.Get<AccessGrants>().Revoke(new Revocation { Stream = "live/other" });

        Assert.Contains("The credential has expired.", (await playing).Error, StringComparison.Ordinal);
        Assert.Contains("Access has been revoked.", (await pushing).Error, StringComparison.Ordinal);
        Assert.NotNull(_server.Describe("livestream")!.PublisherId);
    }

    [RequiresToolFact("curl")]
    public async Task Curl_StreamsAndApi_SeesStatusAndReason()
    {
        Assert.Equal("401", await StatusAsync(FlvUrl));
        Assert.Equal("401", await StatusAsync(FlvUrl + "?token=a.b.c"));
        Assert.Equal("401", await StatusAsync("--data-binary", "x", FlvUrl));
        var api = $"http://127.0.0.1:{_server.ApiPort}/api/v1/streams/";
        Assert.Equal("401", await StatusAsync(api));
        Assert.Equal("401", await StatusAsync("-u", "boss:wrong", api));
        Assert.Equal("200", await StatusAsync("-u", "boss:the-password", api));
        var reason = await ExternalTool.RunAsync("curl", ["-s", FlvUrl]);
        Assert.Contains("a signed address (?expires=...&sign=...)", reason.OutputText, StringComparison.Ordinal);
    }

    [RequiresToolFact("openssl")]
    public async Task SignedUrl_MadeByOpenssl_IsGood()
    {
        await using var publisher = await PublishAsync();
        var expires = Later;
        var sign = await ExternalTool.RunAsync("openssl", ["dgst", "-sha256", "-hmac", SignKey, "-r"], Encoding.UTF8.GetBytes($"play:/live/livestream:{expires}"));

        Assert.Equal("200", await StatusAsync("-I", $"{FlvUrl}?expires={expires}&sign={sign.AssertSucceeded().OutputText.Split(' ')[0]}"));
        Assert.Equal("401", await StatusAsync($"{FlvUrl}?expires={expires}0&sign={sign.OutputText.Split(' ')[0]}"));
    }

    [RequiresToolFact("openssl")]
    public async Task Tokens_MadeByOpenssl_AreGood()
    {
        await using var publisher = await PublishAsync();
        var claims = $$"""{"exp":{{Later}},"stream":"live/*","action":"play"}""";
        var hs = await TokenAsync("HS256", claims, "dgst", "-sha256", "-hmac", TokenKey, "-binary");
        var rs = await TokenAsync("RS256", claims, "dgst", "-sha256", "-sign", PrivateKey, "-binary");

        Assert.Equal("200", await StatusAsync("-I", $"{FlvUrl}?token={hs}"));
        Assert.Equal("200", await StatusAsync("-I", "-H", $"Authorization: Bearer {rs}", FlvUrl));
        Assert.Equal("401", await StatusAsync($"{FlvUrl}?token={hs[..^3]}AAA"));
        Assert.Equal("403", await StatusAsync($"{FlvUrl.Replace("/live/", "/other/", StringComparison.Ordinal)}?token={rs}"));
    }

    private static async Task<string> TokenAsync(string algorithm, string claims, params string[] arguments)
    {
        var signed = $"{await EncodeAsync(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","typ":"JWT"}"""))}.{await EncodeAsync(Encoding.UTF8.GetBytes(claims))}";
        var signature = await ExternalTool.RunAsync("openssl", arguments, Encoding.UTF8.GetBytes(signed));
        return $"{signed}.{await EncodeAsync(signature.AssertSucceeded().Output)}";
    }

    private static async Task<string> EncodeAsync(byte[] bytes) =>
        (await ExternalTool.RunAsync("openssl", ["base64", "-A"], bytes)).OutputText.TrimEnd('=', '\n').Replace('+', '-').Replace('/', '_');

    /// <summary>What curl tells; a stream that plays has to be asked with -I (HEAD), or it would not end.</summary>
    private static async Task<string> StatusAsync(params string[] arguments) =>
        (await ExternalTool.RunAsync("curl", ["-s", "-o", OperatingSystem.IsWindows() ? "NUL" : "/dev/null", "-m", "20", "-w", "%{http_code}", .. arguments])).OutputText;

    private async Task<RtmpTestClient> PublishAsync()
    {
        var publisher = await RtmpTestClient.ConnectAsync(_server.RtmpPort);
        var streamId = await publisher.PublishAsync("livestream?key=streamkey1");
        await publisher.SendHeadersAsync(streamId);
        await publisher.SendMediaAsync(10, streamId: streamId);
        return publisher;
    }
}
