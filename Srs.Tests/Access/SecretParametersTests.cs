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
    [InlineData("//user:pass@host/live", "//***@host/live")]
    [InlineData("?monkey=1&keyboard=2", "?monkey=1&keyboard=2")]
    public void Mask_Url_HidesValuesOfSecrets(string url, string expected)
    {
        Assert.Equal(expected, SecretParameters.Mask(url));
    }

    [Theory]
    [InlineData("No address here.", "No address here.")]
    [InlineData("Key has \"https://u:p@h/a?b=c\", but http://x/ is right.", "Key has \"https://***@h/a?***\", but http://x/ is right.")]
    [InlineData("rtmp://a?b rtmp://u@c", "rtmp://a?*** rtmp://***@c")]
    [InlineData("://", "://")]
    public void MaskUrls_Sentence_HidesUserAndQueryOfEach(string text, string expected)
    {
        Assert.Equal(expected, SecretParameters.MaskUrls(text));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8085/api/v1/streams", "http://127.0.0.1:8085/api/v1/streams")]
    [InlineData("https://user:pass@example.com/hook?token=s3cret&x=1#f", "https://***@example.com/hook?***")]
    [InlineData("https://example.com/hook#s3cret", "https://example.com/hook#***")]
    [InlineData("https://example.com/hook?", "https://example.com/hook?")]
    [InlineData("http://a:b@c@[::1]:80/p@q", "http://***@[::1]:80/p@q")]
    [InlineData("//user:pass@host/app", "//***@host/app")]
    [InlineData("user:pass@host?a=b", "***@host?***")]
    [InlineData("live?x=a//b@c", "live?***")]
    [InlineData("", "")]
    public void MaskAll_Url_HidesUserAndQuery(string url, string expected)
    {
        Assert.Equal(expected, SecretParameters.MaskAll(url));
    }
}
