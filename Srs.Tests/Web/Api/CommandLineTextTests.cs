using Srs.Web.Api;

namespace Srs.Tests.Web.Api;

public sealed class CommandLineTextTests
{
    [Theory]
    [InlineData("srs -c conf/srs.conf", "srs -c conf/srs.conf")]
    [InlineData("srs --Srs:Rtmp:Listen=1935 --Srs:MaxConnections 5", "srs --Srs:Rtmp:Listen=1935 --Srs:MaxConnections 5")]
    [InlineData("srs --Srs:HttpApi:Auth:Password=s3cret", "srs --Srs:HttpApi:Auth:Password=***")]
    [InlineData("srs --Srs:HttpApi:Auth:password s3cret -e", "srs --Srs:HttpApi:Auth:password *** -e")]
    [InlineData("srs Srs:DefaultVhost:HttpHooks:Secret=s3=cret", "srs Srs:DefaultVhost:HttpHooks:Secret=***")]
    [InlineData("srs --Srs:Heartbeat:Url=http://u:s3cret@h/p?k=s3cret", "srs --Srs:Heartbeat:Url=http://***@h/p?***")]
    [InlineData("srs --Srs:Heartbeat:Url http://u:s3cret@h/p?k=s3cret", "srs --Srs:Heartbeat:Url http://***@h/p?***")]
    public void Show_Arguments_HidesSecrets(string arguments, string expected)
    {
        Assert.Equal(expected, CommandLineText.Show(arguments.Split(' ')));
    }
}
