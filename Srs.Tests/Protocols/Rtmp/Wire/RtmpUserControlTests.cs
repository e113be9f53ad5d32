using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using static Srs.Tests.Protocols.Rtmp.Wire.WireTestSupport;

namespace Srs.Tests.Protocols.Rtmp.Wire;

public sealed class RtmpUserControlTests
{
    public static TheoryData<string, ushort, uint, uint> Events => new()
    {
        { "0000 00000001", 0, 1, 0 },
        { "0001 00000001", 1, 1, 0 },
        { "0002 00000001", 2, 1, 0 },
        { "0003 00000001 000003E8", 3, 1, 1000 },
        { "0004 00000001", 4, 1, 0 },
        { "0006 DEADBEEF", 6, 0xDEADBEEF, 0 },
        { "0007 DEADBEEF", 7, 0xDEADBEEF, 0 },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void ReadAndWrite_Event_AreInverse(string hex, ushort number, uint value, uint milliseconds)
    {
        var expected = new RtmpUserControl((RtmpUserControlEvent)number, value, milliseconds);
        var body = new byte[RtmpUserControl.MaxLength];

        Assert.Equal(expected, RtmpUserControl.Read(Hex(hex)));
        Assert.Equal(Hex(hex), body[..expected.Write(body)]);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void Read_Truncated_IsDecodeError(string hex, ushort number, uint value, uint milliseconds)
    {
        _ = (number, value, milliseconds);
        var bytes = Hex(hex);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<RtmpProtocolException>(() => RtmpUserControl.Read(bytes.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData("001A 01", 26, 0)]
    [InlineData("0020", 32, 0)]
    [InlineData("0020 00000005 1234", 32, 5)]
    public void Read_UnknownEvent_IsTolerated(string hex, ushort number, uint value) =>
        Assert.Equal(new RtmpUserControl((RtmpUserControlEvent)number, value), RtmpUserControl.Read(Hex(hex)));
}
