using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using static Srs.Tests.Protocols.Rtmp.Wire.WireTestSupport;

namespace Srs.Tests.Protocols.Rtmp.Wire;

public sealed class RtmpDataMessageTests
{
    private const string MetaData = "02 000A 6F6E4D65746144617461 08 00000001 0001 77 00 4059000000000000";

    public static TheoryData<byte, string, string> Messages => new()
    {
        { 18, MetaData + "000009", "onMetaData ecma{w:100}" },
        { 18, MetaData, "onMetaData ecma{w:100}" },
        { 18, MetaData + "000009 04 FF FF", "onMetaData ecma{w:100}" },
        { 18, MetaData + "000009 00 00", "onMetaData ecma{w:100}" },
        { 15, "00" + MetaData + "000009", "onMetaData ecma{w:100}" },
        { 15, MetaData + "000009", "onMetaData ecma{w:100}" },
        { 15, "00 02 0001 64 11 0A 0B 01 03 77 0464 01", "d {w:i100}" },
        { 18, "02 0001 64", "d" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Read_Valid_GivesMessage(byte type, string hex, string expected) =>
        Assert.Equal(expected, Text(RtmpDataMessage.Read((RtmpMessageType)type, Hex(hex))));

    [Theory]
    [MemberData(nameof(Messages))]
    public void Write_MessageRead_IsPlainAmf0(byte type, string hex, string expected)
    {
        var written = Written(RtmpDataMessage.Read((RtmpMessageType)type, Hex(hex)).Write);

        Assert.DoesNotContain((byte)Amf0Marker.AvmPlus, written);
        var again = RtmpDataMessage.Read(RtmpMessageType.DataAmf0, written);
        Assert.Equal(expected.Replace("i100", "100", StringComparison.Ordinal), Text(again));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Read_MutatedOrTruncated_GivesMessageOrProtocolError(byte type, string hex, string expected)
    {
        var valid = Hex(hex);
        var truncated = Enumerable.Range(0, valid.Length).Select(length => valid[..length]);
        foreach (var bytes in Mutations(valid, seed: expected.Length, count: 500).Concat(truncated))
        {
            try
            {
                Written(RtmpDataMessage.Read((RtmpMessageType)type, bytes).Write);
            }
            catch (RtmpProtocolException)
            {
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("05")]
    [InlineData("02 0001 64 04")]
    public void Read_NoNameOrGarbageBeforeObject_IsProtocolError(string hex) =>
        Assert.Throws<RtmpProtocolException>(() => RtmpDataMessage.Read(RtmpMessageType.DataAmf0, Hex(hex)));

    private static string Text(RtmpDataMessage message) =>
        string.Join(' ', message.Arguments.Select(Describe).Prepend(message.Name));
}
