using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc.Dtls;

public sealed class DtlsFingerprintTests
{
    private const string Text =
        "sha-256 12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD";

    [Fact]
    public void TryParse_ValueOfSdp_AndBack()
    {
        Assert.True(DtlsFingerprint.TryParse(Text, out var fingerprint));

        Assert.Equal(DtlsHash.Sha256, fingerprint.Hash);
        Assert.Equal(0x12, fingerprint.Bytes[0]);
        Assert.Equal(0xAD, fingerprint.Bytes[31]);
        Assert.Equal(Text, fingerprint.ToString());
    }

    [Theory]
    [InlineData("SHA-256 12:df:3e:5d:49:6b:19:e5:7c:ab:4a:ad:b9:b1:3f:82:18:3b:54:02:12:df:3e:5d:49:6b:19:e5:7c:ab:4a:ad")]
    [InlineData(" " + Text + "\r")]
    [InlineData("sha-256  12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD")]
    public void TryParse_OtherSpelling_TheSame(string text)
    {
        Assert.True(DtlsFingerprint.TryParse(text, out var fingerprint));

        Assert.True(DtlsFingerprint.TryParse(Text, out var expected));
        Assert.Equal(expected, fingerprint);
        Assert.Equal(expected.GetHashCode(), fingerprint.GetHashCode());
    }

    [Theory]
    [InlineData(DtlsHash.Sha1, 20)]
    [InlineData(DtlsHash.Sha224, 28)]
    [InlineData(DtlsHash.Sha256, 32)]
    [InlineData(DtlsHash.Sha384, 48)]
    [InlineData(DtlsHash.Sha512, 64)]
    public void ToString_EachHash_ParsesAgain(DtlsHash hash, int length)
    {
        var fingerprint = new DtlsFingerprint(hash, Enumerable.Range(0, length).Select(static i => (byte)i).ToArray());

        Assert.True(DtlsFingerprint.TryParse(fingerprint.ToString(), out var parsed));
        Assert.Equal(fingerprint, parsed);
        Assert.Throws<ArgumentException>(() => new DtlsFingerprint(hash, new byte[length - 1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha-256")]
    [InlineData("sha-256 ")]
    [InlineData("sha-256 12:DF")]
    [InlineData("md5 12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82")]
    [InlineData("sha-1 12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:0")]
    [InlineData("sha-1 12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:0G")]
    [InlineData("sha-1 12-DF-3E-5D-49-6B-19-E5-7C-AB-4A-AD-B9-B1-3F-82-18-3B-54-02")]
    [InlineData("sha-1 +2:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02")]
    public void TryParse_OtherText_Refused(string text) => Assert.False(DtlsFingerprint.TryParse(text, out _));

    [Fact]
    public void TryParse_Mutations_NothingThrown()
    {
        foreach (var text in Mutations.Of([.. Text.Select(static letter => (byte)letter)], 5000))
        {
            if (DtlsFingerprint.TryParse(string.Concat(text.Select(static letter => (char)letter)), out var fingerprint))
            {
                Assert.True(DtlsFingerprint.TryParse(fingerprint.ToString(), out _));
            }
        }
    }
}
