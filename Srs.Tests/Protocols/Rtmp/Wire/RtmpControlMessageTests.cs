using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using static Srs.Tests.Protocols.Rtmp.Wire.WireTestSupport;

namespace Srs.Tests.Protocols.Rtmp.Wire;

public sealed class RtmpControlMessageTests
{
    public static TheoryData<byte, string, uint> Numbers => new()
    {
        { 1, "0000EA60", 60000 },
        { 2, "00000006", 6 },
        { 3, "FFFFFFFF", uint.MaxValue },
        { 5, "002625A0", 2500000 },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void ReadAndWrite_Number_AreInverse(byte type, string hex, uint number)
    {
        var body = new byte[RtmpControlMessage.Length];

        Assert.Equal(number, RtmpControlMessage.Read((RtmpMessageType)type, Hex(hex + "FF")));
        Assert.Equal(4, RtmpControlMessage.Write(body, number));
        Assert.Equal(Hex(hex), body);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Read_Truncated_IsDecodeError(byte type, string hex, uint number)
    {
        _ = number;
        for (var length = 0; length < RtmpControlMessage.Length; length++)
        {
            var error = Assert.Throws<RtmpProtocolException>(
                () => RtmpControlMessage.Read((RtmpMessageType)type, Hex(hex).AsSpan(0, length)));
            Assert.Equal(RtmpErrorCode.RtmpDecode, error.Code);
        }
    }

    [Fact]
    public void PeerBandwidth_ReadAndWrite_AreInverse()
    {
        var body = new byte[RtmpPeerBandwidth.Length];
        var bandwidth = new RtmpPeerBandwidth(2500000, RtmpBandwidthLimit.Dynamic);

        Assert.Equal(5, bandwidth.Write(body));
        Assert.Equal(Hex("002625A0 02"), body);
        Assert.Equal(bandwidth, RtmpPeerBandwidth.Read(body));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void PeerBandwidth_Truncated_IsDecodeError(int length) =>
        Assert.Throws<RtmpProtocolException>(() => RtmpPeerBandwidth.Read(new byte[length]));
}
