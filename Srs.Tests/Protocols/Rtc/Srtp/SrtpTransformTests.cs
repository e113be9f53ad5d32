using Srs.Media.Protocols.Rtc.Srtp;

namespace Srs.Tests.Protocols.Rtc.Srtp;

/// <summary>The standards' own vectors.</summary>
public sealed class SrtpTransformTests
{
    /// <summary>RFC 7714 section 16, the packet before and after sections 16.1.1 and 16.2.1.</summary>
    private const string RtpPacket = "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";

    /// <summary>RFC 7714 section 17.1, before.</summary>
    private const string RtcpPacket = "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";

    private const string GaloisKey = "000102030405060708090a0b0c0d0e0f";
    private const string GaloisKey256 = GaloisKey + "101112131415161718191a1b1c1d1e1f";
    private const string GaloisSalt = "517569642070726f2071756f";
    private const uint RtcpIndex = 0x5d4;

    public static TheoryData<int, string, string> RtpVectors => new()
    {
        {
            7, GaloisKey,
            "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce"
        },
        {
            8, GaloisKey256,
            "8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13"
        },
    };

    public static TheoryData<int, string, string> RtcpVectors => new()
    {
        {
            7, GaloisKey,
            "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf872"
            + "45d9eade800005d4"
        },
        {
            8, GaloisKey256,
            "81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6c"
            + "b26ac3be800005d4"
        },
    };

    [Theory]
    [MemberData(nameof(RtpVectors))]
    public void Rtp_VectorOfRfc7714_BothWays(int profile, string key, string expected)
    {
        using var transform = Galois(profile, key);
        var plain = Convert.FromHexString(RtpPacket);
        byte[] buffer = [.. plain, .. new byte[16]];

        var length = transform.ProtectRtp(buffer, 12, plain.Length, 0xf17b);

        Assert.Equal(expected, Convert.ToHexStringLower(buffer.AsSpan(0, length)));
        Assert.Equal(plain.Length, transform.UnprotectRtp(buffer, 12, 0xf17b));
        Assert.Equal(plain, buffer[..plain.Length]);
    }

    [Theory]
    [MemberData(nameof(RtcpVectors))]
    public void Rtcp_VectorOfRfc7714_BothWays(int profile, string key, string expected)
    {
        using var transform = Galois(profile, key);
        var plain = Convert.FromHexString(RtcpPacket);
        byte[] buffer = [.. plain, .. new byte[20]];

        var length = transform.ProtectRtcp(buffer, plain.Length, RtcpIndex);

        Assert.Equal(expected, Convert.ToHexStringLower(buffer.AsSpan(0, length)));
        Assert.Equal(SrtpHeader.RtcpEncrypted | RtcpIndex, transform.ReadRtcpIndex(buffer));
        Assert.Equal(plain.Length, transform.UnprotectRtcp(buffer, RtcpIndex));
        Assert.Equal(plain, buffer[..plain.Length]);
    }

    /// <summary>RFC 3711 appendix B.3: the derived keys.</summary>
    [Fact]
    public void Derive_VectorOfRfc3711_TheKeysOfRtp()
    {
        var keys = SrtpSessionKeys.Derive(Rfc3711Key, isRtcp: false);

        Assert.Equal("c61e7a93744f39ee10734afe3ff7a087", Convert.ToHexStringLower(keys.Cipher));
        Assert.Equal("cebe321f6ff7716b6fd4ab49af256a156d38baa4", Convert.ToHexStringLower(keys.Authentication));
        Assert.Equal("30cbbc08863d8c85d49db34a9ae1", Convert.ToHexStringLower(keys.Salt));
    }

    /// <summary>RFC 3711 appendix B.2: the key stream from SSRC 0 and index 0, as the encryption of zeros.</summary>
    [Fact]
    public void CounterMode_VectorOfRfc3711_TheKeyStream()
    {
        var keys = new SrtpSessionKeys(
            SrtpProfile.Aes128CmSha1Tag80,
            Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3c"),
            new byte[20],
            Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9fafbfcfd"));
        using var transform = SrtpTransform.Create(keys);
        byte[] buffer = [0x80, .. new byte[11 + 48 + 10]];

        transform.ProtectRtp(buffer, 12, 12 + 48, 0);

        Assert.Equal(
            "e03ead0935c95e80e166b16dd92b4eb4" + "d23513162b02d0f72a43a2fe4a5f97ab" + "41e95b3bb0a2e8dd477901e4fca894c0",
            Convert.ToHexStringLower(buffer.AsSpan(12, 48)));
    }

    /// <summary>The packet that libsrtp validates itself with.</summary>
    [Fact]
    public void CounterMode_VectorOfLibSrtp_ThePacket()
    {
        using var sender = new SrtpSender(Rfc3711Key);
        var plain = Convert.FromHexString("800f1234decafbadcafebabeabababababababababababababababab");

        Assert.Equal(
            "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb", Convert.ToHexStringLower(sender.ProtectRtp(plain)));
    }

    private static SrtpMasterKey Rfc3711Key => new(
        SrtpProfile.Aes128CmSha1Tag80,
        Convert.FromHexString("e1f97a0d3e018be0d64fa32c06de4139"),
        Convert.FromHexString("0ec675ad498afeebb6960b3aabe6"));

    private static SrtpTransform Galois(int profile, string key) =>
        SrtpTransform.Create(new SrtpSessionKeys(SrtpProfile.Find(profile)!, Convert.FromHexString(key), [], Convert.FromHexString(GaloisSalt)));
}
