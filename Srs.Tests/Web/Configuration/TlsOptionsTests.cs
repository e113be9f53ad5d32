using Microsoft.Extensions.Configuration;
using Srs.Tests.TestSupport;
using Srs.Web.Configuration;
using Srs.Web.Hosting;

namespace Srs.Tests.Web.Configuration;

/// <summary>The settings of TLS: who listens with which certificate, and what is said of wrong ones.</summary>
public sealed class TlsOptionsTests : IDisposable
{
    private readonly TestCertificates _files = new();
    private readonly string _cert;
    private readonly string _key;
    private readonly string _both;

    public TlsOptionsTests()
    {
        var (cert, key) = TestCertificates.SelfSigned();
        _cert = _files.Write("cert.pem", cert);
        _key = _files.Write("key.pem", key);
        _both = _files.Write("both.pem", $"{cert}\n{key}\n");
    }

    [Fact]
    public void Listeners_OneCertificate_SwitchesAllOn()
    {
        foreach (var settings in new string[][] { [$"Srs:Tls:Cert={_cert}", $"Srs:Tls:Key={_key}"], [$"Srs:Tls:Cert={_both}"], ["Srs:Tls:SelfSigned=true"] })
        {
            Assert.Equal(["Srs:HttpApi:Https:Listen=1990", "Srs:HttpServer:Https:Listen=8088", "Srs:Rtmps:Listen=1936"], Describe(settings));
        }
    }

    [Fact]
    public void Listeners_OwnCertificateOnly_OnlyThatOne()
    {
        Assert.Equal(["Srs:Rtmps:Listen=443"], Describe($"Srs:Rtmps:Cert={_both}", "Srs:Rtmps:Listen=443"));
        Assert.Equal(["Srs:HttpApi:Https:Listen=1990"], Describe($"Srs:HttpApi:Https:Cert={_cert}", $"Srs:HttpApi:Https:Key={_key}"));
        Assert.Empty(Describe());
    }

    [Fact]
    public void Listeners_OwnBesideShared_TakesItsOwn()
    {
        var listeners = new Listeners(Read("Srs:Tls:SelfSigned=true", $"Srs:Rtmps:Cert={_both}"));

        Assert.Equal(new CertificatePaths(_both, ""), Assert.Single(listeners.Rtmps).Certificate);
        Assert.Equal(CertificatePaths.SelfSigned, Assert.Single(listeners.HttpsServer).Certificate);
    }

    [Fact]
    public void Listeners_EmptyListen_IsOff() =>
        Assert.Equal(["Srs:HttpServer:Https:Listen=8088"], Describe("Srs:Tls:SelfSigned=true", "Srs:Rtmps:Listen=", "Srs:HttpApi:Https:Listen="));

    [Fact]
    public void Listeners_SameHttpsAddress_ListensOnce() => Assert.Equal(
        ["Srs:HttpServer:Https:Listen=443", "Srs:HttpServer:Https:Listen=[::1]:444", "Srs:Rtmps:Listen=1936"],
        Describe("Srs:Tls:SelfSigned=true", "Srs:HttpServer:Https:Listen=443 [::1]:444", "Srs:HttpApi:Https:Listen=443"));

    [Fact]
    public void Read_TlsPortWithoutCertificate_IsNobodys() => Assert.NotNull(Read("Srs:Rtmp:Listen=1936", "Srs:HttpApi:Listen=8088"));

    [Theory]
    [InlineData("Srs:Rtmp:Listen=1936", "Srs:Rtmp:Listen and Srs:Rtmps:Listen both have port 1936; give one of them another port.")]
    [InlineData("Srs:HttpServer:Https:Listen=8080", "Srs:HttpServer:Listen and Srs:HttpServer:Https:Listen both have port 8080; give one of them another port.")]
    [InlineData("Srs:HttpApi:Https:Listen=1936", "Srs:Rtmps:Listen and Srs:HttpApi:Https:Listen both have port 1936; give one of them another port.")]
    [InlineData(
        "Srs:HttpApi:Https:Listen=127.0.0.1:8088",
        "Srs:HttpServer:Https:Listen and Srs:HttpApi:Https:Listen both have port 8088 on different addresses; write them alike, or give one of them another port.")]
    [InlineData("Srs:Rtmps:Listen=x", "Srs:Rtmps:Listen has \"x\", but an address is written port, ip:port or [ipv6]:port, such as 1935, 127.0.0.1:1935 or [::1]:1935.")]
    [InlineData("Srs:Tls:SelfSigned=maybe", "Srs:Tls:SelfSigned is \"maybe\", but has to be true or false.")]
    public void Read_WrongAddress_NamesKeyValueAndFix(string setting, string message) =>
        Assert.Equal([message], Errors("Srs:Tls:SelfSigned=true", setting));

    [Fact]
    public void Read_SharedHttpsAddressWithTwoCertificates_IsRefused() => Assert.Equal(
        ["Srs:HttpServer:Https:Listen and Srs:HttpApi:Https:Listen both have port 8088 with different certificates; name the same one, or give one of them another port."],
        Errors("Srs:Tls:SelfSigned=true", "Srs:HttpApi:Https:Listen=8088", $"Srs:HttpApi:Https:Cert={_both}"));

    [Fact]
    public void Read_KeyWithoutCert_IsRefused()
    {
        Assert.Equal([$"Srs:Tls:Key is \"{_key}\", but Srs:Tls:Cert is empty; name the certificate's file there."], Errors($"Srs:Tls:Key={_key}"));
        Assert.Equal(
            [$"Srs:Rtmps:Key is \"{_key}\", but Srs:Rtmps:Cert is empty; name the certificate's file there, or remove it to use the certificate of Srs:Tls."],
            Errors($"Srs:Rtmps:Key={_key}", "Srs:Tls:SelfSigned=true"));
    }

    [Fact]
    public void Read_FileAndSelfSigned_IsRefused() => Assert.Equal(
        [$"Srs:Tls:SelfSigned is true, but Srs:Tls:Cert names \"{_both}\"; use one of them."], Errors("Srs:Tls:SelfSigned=true", $"Srs:Tls:Cert={_both}"));

    [Fact]
    public void Read_BadFiles_NamesEachWithItsKey()
    {
        var errors = Errors($"Srs:Tls:Cert={_cert}", "Srs:Rtmps:Cert=no/such.pem", $"Srs:HttpApi:Https:Cert={_cert}", $"Srs:HttpApi:Https:Key={_cert}");

        Assert.Equal(
            [
                $"Srs:Tls:Cert is \"{_cert}\", but {_cert} holds no private key; add it, or name the key's file in Key.",
                $"Srs:Rtmps:Cert is \"no/such.pem\", but {Path.GetFullPath("no/such.pem")} does not exist; name a PEM file, relative to the working directory or with its full path.",
                $"Srs:HttpApi:Https:Key is \"{_cert}\", but {_cert} holds no private key in PEM form.",
            ],
            errors);
    }

    [Fact]
    public void Read_Expired_IsTaken()
    {
        var (cert, key) = TestCertificates.SelfSigned(validDays: -1);

        Assert.NotNull(Read($"Srs:Tls:Cert={_files.Write("old.pem", $"{cert}\n{key}")}"));
    }

    public void Dispose() => _files.Dispose();

    private static IEnumerable<string> Describe(params string[] settings)
    {
        var listeners = new Listeners(Read(settings));
        return listeners.Rtmps.Concat(listeners.HttpsServer).Concat(listeners.HttpsApi)
            .Select(static listener => $"{listener.Setting}={listener.Address}").Order(StringComparer.Ordinal);
    }

    private static IReadOnlyList<string> Errors(params string[] settings) => Assert.Throws<ConfigurationException>(() => Read(settings)).Errors;

    private static SrsOptions Read(params string[] settings) => SrsOptionsReader.Read(
        new ConfigurationBuilder().AddCommandLine([.. settings.Select(static setting => "--" + setting)]).Build(), 1000);
}
