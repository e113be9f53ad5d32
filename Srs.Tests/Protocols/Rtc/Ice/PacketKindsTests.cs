using Srs.Media.Protocols.Rtc.Ice;

namespace Srs.Tests.Protocols.Rtc.Ice;

public sealed class PacketKindsTests
{
    [Fact]
    public void Of_EachFirstByte_IsAsSpecified()
    {
        for (var first = 0; first < 256; first++)
        {
            var expected = first switch
            {
                <= 3 => PacketKind.Stun,
                >= 20 and <= 63 => PacketKind.Dtls,
                >= 128 and <= 191 => PacketKind.Rtp,
                _ => PacketKind.Other,
            };
            Assert.Equal(expected, PacketKinds.Of([(byte)first, 96, .. new byte[30]]));
        }
    }

    [Fact]
    public void Of_EachSecondByte_TellsReportsFromMedia()
    {
        for (var second = 0; second < 256; second++)
        {
            Assert.Equal(second is >= 192 and <= 223 ? PacketKind.Rtcp : PacketKind.Rtp, PacketKinds.Of([0x80, (byte)second, .. new byte[30]]));
        }
    }

    [Theory]
    [InlineData(0, 0, 20, PacketKind.Stun)]
    [InlineData(22, 254, 13, PacketKind.Dtls)]
    [InlineData(128, 96, 12, PacketKind.Rtp)]
    [InlineData(128, 200, 8, PacketKind.Rtcp)]
    public void Of_ShorterThanTheHeader_IsNothing(byte first, byte second, int least, object expected)
    {
        byte[] datagram = [first, second, .. new byte[30]];
        for (var length = 0; length < 32; length++)
        {
            Assert.Equal(length >= least ? (PacketKind)expected : PacketKind.Other, PacketKinds.Of(datagram.AsSpan(0, length)));
        }
    }
}
