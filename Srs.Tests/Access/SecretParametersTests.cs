using Srs.Media.Access;

namespace Srs.Tests.Access;

public sealed class SecretParametersTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("http://a.example/page", "http://a.example/page")]
    [InlineData("?token=abc", "?token=***")]
    [InlineData("?a=b&token=abc&c=d", "?a=b&token=***&c=d")]
    [InlineData("?JWT=abc#f", "?JWT=***#f")]
    [InlineData("?sign=a&expires=1&key=b", "?sign=***&expires=1&key=***")]
    [InlineData("?password=a=b=c&x=y", "?password=***&x=y")]
    [InlineData("?tok%65n=abc", "?tok%65n=***")]
    [InlineData("?token=", "?token=***")]
    [InlineData("http://a.example/p?q=1#access_token=abc&token_type=x", "http://a.example/p?q=1#access_token=***&token_type=x")]
    [InlineData("rtmp://user:pass@host/live?a=b", "rtmp://***@host/live?a=b")]
    [InlineData("rtmp://host/live?mail=a@b", "rtmp://host/live?mail=a@b")]
    [InlineData("?monkey=1&keyboard=2", "?monkey=1&keyboard=2")]
    public void Mask_Url_HidesValuesOfSecrets(string url, string expected)
    {
        Assert.Equal(expected, SecretParameters.Mask(url));
    }
}
