using Microsoft.Extensions.Configuration;
using Srs.Web.Configuration;

namespace Srs.Tests.Web.Configuration;

public sealed class CallbackCheckTests
{
    [Theory]
    [InlineData("Srs:Callbacks:AllowAddresses", "metadata", "Srs:Callbacks:AllowAddresses has \"metadata\"")]
    [InlineData("Srs:Heartbeat:Interval", "0s", "Srs:Heartbeat:Interval is 00:00:00")]
    [InlineData("Srs:Heartbeat:Url", "127.0.0.1/x?key=s3cret", "Srs:Heartbeat:Url is no address of http or https")]
    [InlineData("Srs:DefaultVhost:HttpHooks:OnPublish", "127.0.0.1/x?key=s3cret", "Srs:DefaultVhost:HttpHooks:OnPublish has \"127.0.0.1/x?***\"")]
    [InlineData("Srs:Vhosts:a.b:HttpHooks:OnHlsNotify", "http://a rtmp://b", "Srs:Vhosts:a.b:HttpHooks:OnHlsNotify has \"rtmp://b\"")]
    [InlineData("Srs:DefaultVhost:HttpHooks:Timeout", "6m", "Srs:DefaultVhost:HttpHooks:Timeout is 00:06:00")]
    [InlineData("Srs:DefaultVhost:HttpHooks:Retries", "11", "Srs:DefaultVhost:HttpHooks:Retries is 11")]
    public void Read_WrongSetting_NamesKeyAndValueWithoutSecrets(string key, string value, string expected)
    {
        var exception = Assert.Throws<ConfigurationException>(() => Read((key, value)));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ListOfAddresses_IsJoined()
    {
        var hooks = Read(("Srs:DefaultVhost:HttpHooks:OnPublish:0", "http://a/1"), ("Srs:DefaultVhost:HttpHooks:OnPublish:1", "https://b/2?c=d")).DefaultVhost.HttpHooks;

        Assert.Equal("http://a/1 https://b/2?c=d", hooks.OnPublish);
    }

    private static SrsOptions Read(params (string Key, string Value)[] settings) => SrsOptionsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build(), 1000);
}
