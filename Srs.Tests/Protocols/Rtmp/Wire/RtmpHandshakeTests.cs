using System.Security.Cryptography;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using static Srs.Tests.Protocols.Rtmp.Wire.WireTestSupport;

namespace Srs.Tests.Protocols.Rtmp.Wire;

public sealed class RtmpHandshakeTests
{
    [Fact]
    public void Answer_PlainC1_EchoesIt()
    {
        var c0c1 = C0C1();
        var answer = new byte[RtmpHandshake.S0S1S2Length];

        Assert.Equal(RtmpHandshakeKind.Simple, RtmpHandshake.Answer(c0c1, answer, bytes => bytes.Fill(9)));

        Assert.Equal(3, answer[0]);
        Assert.Equal(new byte[8], answer[1..9]);
        Assert.All(answer[9..1537], value => Assert.Equal(9, value));
        Assert.Equal(c0c1[1..], answer[1537..]);
    }

    [Theory]
    [InlineData(RtmpDigest.SecondBlock, RtmpHandshakeKind.KeyFirst)]
    [InlineData(RtmpDigest.FirstBlock, RtmpHandshakeKind.DigestFirst)]
    internal void Answer_SignedC1_SignsS1AndS2InTheSameSchema(int block, RtmpHandshakeKind kind)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var c0c1 = C0C1(seed);
            RtmpDigest.Sign(c0c1.AsSpan(1), block, RtmpDigest.ClientKey);
            var answer = new byte[RtmpHandshake.S0S1S2Length];

            Assert.Equal(kind, RtmpHandshake.Answer(c0c1, answer));

            AssertSigned(c0c1[1..], answer[1..1537], answer[1537..], block);
        }
    }

    [Theory]
    [InlineData("ffmpeg-publish.handshake.bin", RtmpHandshakeKind.DigestFirst)]
    [InlineData("rtmpdump-digest.handshake.bin", RtmpHandshakeKind.DigestFirst)]
    [InlineData("rtmpdump-play.handshake.bin", RtmpHandshakeKind.Simple)]
    internal void Answer_RecordedClients_FindsTheirDigest(string file, RtmpHandshakeKind kind) =>
        Assert.Equal(kind, RtmpHandshake.Answer(Vector(file), new byte[RtmpHandshake.S0S1S2Length]));

    [Fact]
    public void Answer_OneBitOfSignedC1Changed_IsSimple()
    {
        var c0c1 = Vector("ffmpeg-publish.handshake.bin");
        c0c1[1500] ^= 1;

        Assert.Equal(RtmpHandshakeKind.Simple, RtmpHandshake.Answer(c0c1, new byte[RtmpHandshake.S0S1S2Length]));
    }

    [Fact]
    public void Answer_AnyC1_GivesAnswer()
    {
        foreach (var bytes in Mutations(Vector("rtmpdump-digest.handshake.bin"), seed: 3, count: 300))
        {
            var c0c1 = new byte[RtmpHandshake.C0C1Length];
            bytes.AsSpan(0, Math.Min(bytes.Length, c0c1.Length)).CopyTo(c0c1);
            c0c1[0] = RtmpHandshake.Version;
            RtmpHandshake.Answer(c0c1, new byte[RtmpHandshake.S0S1S2Length]);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(31)]
    public void Answer_VersionThreeOrUnknown_AnswersThree(byte version)
    {
        var c0c1 = C0C1();
        c0c1[0] = version;
        var answer = new byte[RtmpHandshake.S0S1S2Length];

        RtmpHandshake.Answer(c0c1, answer);

        Assert.Equal(3, answer[0]);
    }

    [Theory]
    [InlineData(0, "older")]
    [InlineData(2, "older")]
    [InlineData(6, "RTMPE")]
    [InlineData(8, "RTMPE")]
    [InlineData(32, "not RTMP")]
    [InlineData((byte)'G', "not RTMP")]
    [InlineData(255, "not RTMP")]
    public void CheckC0_OtherVersions_AreRefusedWithReason(byte version, string reason)
    {
        var error = Assert.Throws<RtmpProtocolException>(() => RtmpHandshake.CheckC0(version));

        Assert.Equal(RtmpErrorCode.RtmpPlainRequired, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Client_AgainstServer_EchoesS1()
    {
        var c0c1 = new byte[RtmpHandshake.C0C1Length];
        var answer = new byte[RtmpHandshake.S0S1S2Length];
        var c2 = new byte[RtmpHandshake.C2Length];

        RtmpHandshake.CreateC0C1(c0c1);
        Assert.Equal(RtmpHandshakeKind.Simple, RtmpHandshake.Answer(c0c1, answer));
        RtmpHandshake.CreateC2(answer, c2);

        Assert.Equal(answer[1..1537], c2);
        answer[0] = 4;
        Assert.Throws<RtmpProtocolException>(() => RtmpHandshake.CreateC2(answer, c2));
    }

    /// <summary>The client's check of the server's answer, written here a second time from the published keys.</summary>
    private static void AssertSigned(byte[] c1, byte[] s1, byte[] s2, int block)
    {
        var fixedBytes = Hex("F0EEC24A8068BEE82E00D0D1029E7E576EEC5D2D29806FAB93B8E636CFEB31AE");
        byte[] shortKey = [.. "Genuine Adobe Flash Media Server 001"u8];
        byte[] longKey = [.. shortKey, .. fixedBytes];

        var at = block + 4 + (s1[block] + s1[block + 1] + s1[block + 2] + s1[block + 3]) % 728;
        Assert.Equal(HMACSHA256.HashData(shortKey, s1[..at].Concat(s1[(at + 32)..]).ToArray()), s1[at..(at + 32)]);
        Assert.NotEqual(new byte[4], s1[4..8]);

        at = block + 4 + (c1[block] + c1[block + 1] + c1[block + 2] + c1[block + 3]) % 728;
        var answerKey = HMACSHA256.HashData(longKey, c1[at..(at + 32)]);
        Assert.Equal(HMACSHA256.HashData(answerKey, s2[..1504]), s2[1504..]);
    }

    private static byte[] C0C1(int seed = 1)
    {
        var c0c1 = new byte[RtmpHandshake.C0C1Length];
        RtmpHandshake.CreateC0C1(c0c1, bytes =>
        {
            var random = new Random(seed);
            random.NextBytes(bytes);
        });
        return c0c1;
    }
}
