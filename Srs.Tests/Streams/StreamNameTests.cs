using Srs.Media.Streams;

namespace Srs.Tests.Streams;

public sealed class StreamNameTests
{
    [Theory]
    [InlineData("livestream")]
    [InlineData("live-stream_1.2")]
    [InlineData("with space")]
    [InlineData("mp4:file")]
    [InlineData("100%")]
    [InlineData("50%off")]
    [InlineData("%E4%BD%A0%E5%A5%BD")]
    [InlineData("你好")]
    [InlineData("живой поток")]
    [InlineData("می‌خواهم")]
    [InlineData("family-👨‍👩‍👧")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("console")]
    [InlineData("com10")]
    [InlineData("nullable")]
    [InlineData("...a")]
    [InlineData("ｆｕｌｌ")]
    [InlineData("a=b&c=d;e,f")]
    public void CheckStream_GoodName_IsAccepted(string name) => Assert.Null(StreamName.CheckStream(name));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData(".. ")]
    [InlineData(" ")]
    [InlineData("../x")]
    [InlineData("a/../b")]
    [InlineData("a/b")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\x")]
    [InlineData("a\\b")]
    [InlineData("%2e%2e")]
    [InlineData("%2E%2e")]
    [InlineData("..%2f")]
    [InlineData("..%2Fx")]
    [InlineData("..%5cx")]
    [InlineData("%252e%252e")]
    [InlineData("%252e%252e%252fx")]
    [InlineData("%25252e%25252e")]
    [InlineData("%2525252525252e%2525252525252e")]
    [InlineData("%c0%ae%c0%ae")]
    [InlineData("a%ffb")]
    [InlineData("a\0b")]
    [InlineData("a%00b")]
    [InlineData("a%2500b")]
    [InlineData("a\nb")]
    [InlineData("a%0d%0ab")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    [InlineData("a\u202Egpj.exe")]
    [InlineData("a\u200Bb")]
    [InlineData("\uFEFFa")]
    [InlineData("C:")]
    [InlineData("c:\\windows")]
    [InlineData("c:x")]
    [InlineData("c%3Ax")]
    [InlineData("ｃ：x")]
    [InlineData("CON")]
    [InlineData("con.txt")]
    [InlineData("nul")]
    [InlineData("NUL .x")]
    [InlineData("nul:")]
    [InlineData("aux:data")]
    [InlineData("prn")]
    [InlineData("com1")]
    [InlineData("COM9.flv")]
    [InlineData("lpt0")]
    [InlineData("com\u00B9")]
    [InlineData("conin$")]
    [InlineData("ＣＯＮ")]
    [InlineData("．．")]
    [InlineData("․․")]
    [InlineData("‥")]
    [InlineData("…")]
    [InlineData("﹒﹒")]
    [InlineData("a／b")]
    [InlineData("a∕b")]
    [InlineData("a⁄b")]
    [InlineData("a⧸b")]
    [InlineData("a＼b")]
    [InlineData("a∖b")]
    [InlineData("a﹨b")]
    [InlineData("％2e％2e")]
    [InlineData("%EF%BC%8E%EF%BC%8E")]
    [InlineData("a\uFFFDb")]
    public void CheckStream_DangerousName_IsRefusedWithReason(string name) => Assert.False(string.IsNullOrEmpty(StreamName.CheckStream(name)));

    [Fact]
    public void CheckStream_UnpairedSurrogate_IsRefused()
    {
        Assert.NotNull(StreamName.CheckStream("a\uD800b"));
        Assert.NotNull(StreamName.CheckStream("\uDC00"));
    }

    [Fact]
    public void CheckStream_LongestName_IsAcceptedAndOneMoreRefused()
    {
        Assert.Null(StreamName.CheckStream(new string('a', StreamName.MaxLength)));
        Assert.Contains("513", StreamName.CheckStream(new string('a', StreamName.MaxLength + 1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("live")]
    [InlineData("a/b/c")]
    [InlineData("live.v1/b")]
    public void CheckApp_GoodName_IsAccepted(string name) => Assert.Null(StreamName.CheckApp(name));

    [Theory]
    [InlineData("")]
    [InlineData("/live")]
    [InlineData("live/")]
    [InlineData("live//a")]
    [InlineData("live/..")]
    [InlineData("live/../../tmp")]
    [InlineData("live/%2e%2e/x")]
    [InlineData("live%2f..%2fx")]
    [InlineData("live/．．/x")]
    [InlineData("live／．．")]
    [InlineData("live/c:/x")]
    [InlineData("live/nul")]
    [InlineData("live\\x")]
    public void CheckApp_DangerousName_IsRefusedWithReason(string name) => Assert.False(string.IsNullOrEmpty(StreamName.CheckApp(name)));
}
