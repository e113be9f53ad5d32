using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Srs.Web.Configuration;

namespace Srs.Tests.Web.Configuration;

/// <summary>Settings of access: what is refused, in words that name the key and never the secret.</summary>
public sealed class AccessCheckTests
{
    private const string Auth = "Srs:DefaultVhost:Auth";

    [Theory]
    [InlineData("Srs:DefaultVhost:Security:Rules has \"permit play all\"", "Srs:DefaultVhost:Security:Rules=permit play all")]
    [InlineData("Srs:Vhosts:a:Security:Rules has", "Srs:Vhosts:a:Security:Rules=allow play 10.0.0.0/99")]
    [InlineData("Srs:DefaultVhost:Limits:Connections is -1", "Srs:DefaultVhost:Limits:Connections=-1")]
    [InlineData("Srs:HttpApi:Auth:Username is empty", "Srs:HttpApi:Auth:Enabled=true")]
    [InlineData("Srs:HttpApi:Auth:Password is empty", "Srs:HttpApi:Auth:Enabled=true", "Srs:HttpApi:Auth:Username=a")]
    [InlineData("Srs:HttpApi:Auth:Username has a colon", "Srs:HttpApi:Auth:Username=a:hidden")]
    [InlineData("Srs:HttpApi:Auth:Password begins with sha256:", "Srs:HttpApi:Auth:Password=sha256:hidden")]
    [InlineData("Srs:HttpApi:Keys:k:Key has 6 characters", "Srs:HttpApi:Keys:k:Key=hidden")]
    [InlineData("Srs:HttpApi:Keys:k:Role is none", "Srs:HttpApi:Keys:k:Key=hidden-hidden-hidden", "Srs:HttpApi:Keys:k:Role=none")]
    [InlineData("Srs:HttpApi:Keys:k:Role is \"king\"", "Srs:HttpApi:Keys:k:Key=hidden-hidden-hidden", "Srs:HttpApi:Keys:k:Role=king")]
    [InlineData($"{Auth}:Publish is true, but no key", $"{Auth}:Publish=true")]
    [InlineData($"{Auth}:Play is true, but no key", $"{Auth}:Play=true", $"{Auth}:Keys:k:Type=key", $"{Auth}:Keys:k:Key=hidden12", $"{Auth}:Keys:k:Actions=publish")]
    [InlineData($"{Auth}:Keys:k:Type is \"hs512\"", $"{Auth}:Keys:k:Type=hs512")]
    [InlineData($"{Auth}:Keys:k needs one of Key, KeyFile and Jwks, and has none", $"{Auth}:Keys:k:Type=key")]
    [InlineData("and has several", $"{Auth}:Keys:k:Type=key", $"{Auth}:Keys:k:Key=hidden12", $"{Auth}:Keys:k:KeyFile=b")]
    [InlineData($"{Auth}:Keys:k:Key has 6 characters", $"{Auth}:Keys:k:Type=key", $"{Auth}:Keys:k:Key=hidden")]
    [InlineData("at least 32", $"{Auth}:Keys:k:Type=hs256", $"{Auth}:Keys:k:Key=hidden-hidden-hidden")]
    [InlineData("is a hash", $"{Auth}:Keys:k:Type=hs256", $"{Auth}:Keys:k:Key=sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("holds no RSA public key", $"{Auth}:Keys:k:Type=rs256", $"{Auth}:Keys:k:Key=hidden-hidden-hidden")]
    [InlineData("cannot be read", $"{Auth}:Keys:k:Type=key", $"{Auth}:Keys:k:KeyFile=there/is/no/such/file")]
    [InlineData("only rs256 and es256", $"{Auth}:Keys:k:Type=hs256", $"{Auth}:Keys:k:Jwks=https://a.example/")]
    [InlineData("has to be an https address", $"{Auth}:Keys:k:Type=rs256", $"{Auth}:Keys:k:Jwks=http://a.example/")]
    [InlineData("has to be an https address", $"{Auth}:Keys:k:Type=rs256", $"{Auth}:Keys:k:Jwks=file:///etc/passwd")]
    [InlineData("Streams has \"cam1\"", $"{Auth}:Keys:k:Type=key", $"{Auth}:Keys:k:Key=hidden12", $"{Auth}:Keys:k:Streams=cam1")]
    [InlineData("Actions has \"watch\"", $"{Auth}:Keys:k:Type=key", $"{Auth}:Keys:k:Key=hidden12", $"{Auth}:Keys:k:Actions=watch")]
    [InlineData("Issuer or Audience", $"{Auth}:Keys:k:Type=key", $"{Auth}:Keys:k:Key=hidden12", $"{Auth}:Keys:k:Issuer=a")]
    public void Read_WrongSetting_IsRefusedWithoutTheSecret(string expected, params string[] settings)
    {
        var errors = Assert.Throws<ConfigurationException>(() => Read(settings)).Errors;

        Assert.Contains(errors, error => error.Contains(expected, StringComparison.Ordinal));
        Assert.All(errors, static error => Assert.DoesNotContain("hidden", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_SharedSecretThatIsAPublicKey_IsRefused()
    {
        using var rsa = RSA.Create(2048);

        var errors = Assert.Throws<ConfigurationException>(() => Read($"{Auth}:Keys:k:Type=hs256", $"{Auth}:Keys:k:Key={rsa.ExportSubjectPublicKeyInfoPem()}")).Errors;

        Assert.Contains(errors, static error => error.Contains("is a PEM key", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_RulesAsAList_AreTaken()
    {
        var options = Read("Srs:DefaultVhost:Security:Rules:0=allow play all", "Srs:DefaultVhost:Security:Rules:1=deny publish 10.0.0.0/8");

        Assert.Equal("allow play all deny publish 10.0.0.0/8", options.DefaultVhost.Security.Rules);
    }

    [Fact]
    public void Read_KeyFile_IsReadOnceAtTheCheck()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "hidden-in-a-file\n");
        var auth = Read($"{Auth}:Keys:k:Type=key", $"{Auth}:Keys:k:KeyFile={file}", $"{Auth}:Play=true").DefaultVhost.Auth;
        File.Delete(file);

        Assert.Equal("hidden-in-a-file", Assert.Single(Srs.Media.Access.AuthPolicy.Get(auth).Keys).Text);
    }

    private static SrsOptions Read(params string[] settings) => SrsOptionsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static setting => setting.Split('=', 2)).Select(static pair => KeyValuePair.Create(pair[0], (string?)pair[1]))).Build(),
        1000);
}
