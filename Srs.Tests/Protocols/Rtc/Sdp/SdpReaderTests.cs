using System.Text;
using Srs.Media.Protocols.Rtc.Sdp;

namespace Srs.Tests.Protocols.Rtc.Sdp;

public sealed class SdpReaderTests
{
    private const string Minimal = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=ice-lite\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=sendonly\r\n";

    public static TheoryData<string> Offers => [.. SdpTestSupport.Offers];

    [Fact]
    public void Read_Description_GivesItsParts()
    {
        var description = SdpReader.Read(Minimal);

        Assert.Equal(new SdpOrigin("-", "1", "2", "IN IP4 127.0.0.1"), description.Origin);
        Assert.Equal([new SdpAttribute("ice-lite")], description.Attributes);
        var media = Assert.Single(description.Media);
        Assert.Equal(("audio", 9, "UDP/TLS/RTP/SAVPF", "IN IP4 0.0.0.0"), (media.Kind, media.Port, media.Protocol, media.Connection));
        Assert.Equal(["111", "0"], media.Formats);
        Assert.Equal([new SdpAttribute("mid", "0"), new SdpAttribute("sendonly")], media.Attributes);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\r\n\r\n")]
    [InlineData("  \r\n")]
    public void Read_AnyLineEnds_GivesTheSame(string lineEnd)
    {
        var text = "\uFEFF" + Minimal.Replace("\r\n", lineEnd, StringComparison.Ordinal) + "\r\n\r\n";

        Assert.Equal(Minimal, SdpWriter.Write(SdpReader.Read(text)));
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Write_OfferRead_GivesEveryLineThatIsKept(string name)
    {
        var offer = SdpTestSupport.ReadOffer(name);

        var written = SdpWriter.Write(SdpReader.Read(offer));

        Assert.Equal(Keep(offer), Keep(written));

        // Space after "a=name:" means nothing and is not written again.
        static IEnumerable<string> Keep(string text) =>
            text.Split("\r\n").Where(static line => line.Length > 0 && line[0] is not 'b').Select(static line => line.Replace(": ", ":", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("hello")]
    [InlineData("v=1\r\n")]
    [InlineData("o=- 1 2 IN IP4 127.0.0.1\r\nv=0\r\n")]
    [InlineData("v=0\r\nhello\r\n")]
    [InlineData("v=0\r\nA=mid:0\r\n")]
    [InlineData("v=0\r\na\r\n")]
    [InlineData("v=0\r\na=mid:\u00010\r\n")]
    [InlineData("v=0\r\nm=audio\r\n")]
    [InlineData("v=0\r\nm=audio 9\r\n")]
    [InlineData("v=0\r\nm=audio 65536 RTP/AVP 0\r\n")]
    [InlineData("v=0\r\nm=audio -1 RTP/AVP 0\r\n")]
    [InlineData("v=0\r\nm=audio x RTP/AVP 0\r\n")]
    public void Read_NoDescription_Throws(string text) => Assert.Throws<SdpFormatException>(() => SdpReader.Read(text));

    [Fact]
    public void Read_OddLines_AreSkippedOrUnderstood()
    {
        var description = SdpReader.Read("v=0\nx=what\no=short\nm=video 9/2 RTP/AVP\ni=title\nb=AS:1\na=\na=:\na=a:b:c\n");

        Assert.Equal(SdpOrigin.None, description.Origin);
        var media = Assert.Single(description.Media);
        Assert.Empty(media.Formats);
        Assert.Equal([new SdpAttribute(""), new SdpAttribute(""), new SdpAttribute("a", "b:c")], media.Attributes);
    }

    [Fact]
    public void Read_BeyondALimit_ThrowsAndNamesIt()
    {
        AssertLimit("v=0\n" + new string('\n', SdpLimits.MaxLength), $"{SdpLimits.MaxLength}");
        AssertLimit("v=0\n" + Repeat("a=b\n", SdpLimits.MaxLines), $"{SdpLimits.MaxLines}");
        AssertLimit("v=0\na=" + new string('b', SdpLimits.MaxLineLength - 1), $"{SdpLimits.MaxLineLength}");
        AssertLimit("v=0\n" + Repeat("m=audio 9 RTP/AVP 0\n", SdpLimits.MaxMedia + 1), $"{SdpLimits.MaxMedia}");
        AssertLimit("v=0\nm=audio 9 RTP/AVP" + Repeat(" 0", SdpLimits.MaxFormats + 1), $"{SdpLimits.MaxFormats}");

        static void AssertLimit(string text, string limit) =>
            Assert.Contains(limit, Assert.Throws<SdpFormatException>(() => SdpReader.Read(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AtTheLimits_Succeeds()
    {
        SdpReader.Read("v=0\n" + new string('\n', SdpLimits.MaxLength - 4));
        SdpReader.Read("v=0\n" + Repeat("a=b\n", SdpLimits.MaxLines - 1));
        SdpReader.Read("v=0\na=" + new string('b', SdpLimits.MaxLineLength - 2));
        SdpReader.Read("v=0\n" + Repeat("m=audio 9 RTP/AVP 0\n", SdpLimits.MaxMedia));
        SdpReader.Read("v=0\nm=audio 9 RTP/AVP" + Repeat(" 0", SdpLimits.MaxFormats));
    }

    [Fact]
    public void Write_ValueWithLineBreak_Throws()
    {
        var description = new SessionDescription { Attributes = [new SdpAttribute("mid", "0\r\na=ice-lite")] };

        Assert.Throws<ArgumentOutOfRangeException>(() => SdpWriter.Write(description));
    }

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
}
