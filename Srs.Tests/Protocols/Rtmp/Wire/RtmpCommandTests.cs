using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using static Srs.Tests.Protocols.Rtmp.Wire.WireTestSupport;

namespace Srs.Tests.Protocols.Rtmp.Wire;

public sealed class RtmpCommandTests
{
    private const string Publish = "02 0007 7075626C697368 00 4014000000000000 05 02 0001 73 02 0004 6C697665";

    /// <summary>Type, body and meaning; type 20 bodies are what we write.</summary>
    public static TheoryData<byte, string, string> Commands => new()
    {
        { 20, Publish, "publish 5 Null \"s\" \"live\"" },
        { 17, "00" + Publish, "publish 5 Null \"s\" \"live\"" },
        { 17, Publish, "publish 5 Null \"s\" \"live\"" },
        { 17, "00 02 0001 63 00 3FF0000000000000 11 0A 0B 01 03 61 0401 01", "c 1 {a:i1}" },
        { 17, "00 11 06 03 63 11 04 01 05", "c 1 Null" },
        { 20, "02 0001 63 00 3FF0000000000000 03 0001 61 0101 000009", "c 1 {a:true}" },
        { 20, "02 0001 63 00 0000000000000000", "c 0 Undefined" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Read_Valid_GivesCommand(byte type, string hex, string expected) =>
        Assert.Equal(expected, Text(RtmpCommand.Read((RtmpMessageType)type, Hex(hex))));

    [Theory]
    [MemberData(nameof(Commands))]
    public void Write_CommandRead_GivesSameAmf0(byte type, string hex, string expected)
    {
        var command = RtmpCommand.Read((RtmpMessageType)type, Hex(hex));

        var written = Written(command.Write);

        Assert.Equal(expected.Replace("i1", "1", StringComparison.Ordinal), Text(RtmpCommand.Read(RtmpMessageType.CommandAmf0, written)));
    }

    [Fact]
    public void Write_Publish_GivesSameBytes() =>
        Assert.Equal(Hex(Publish), Written(RtmpCommand.Create("publish", 5, AmfValue.Null, "s", "live").Write));

    [Fact]
    public void Read_Truncated_GivesFewerValuesOrProtocolError()
    {
        var bytes = Hex(Publish);
        for (var length = 0; length < bytes.Length; length++)
        {
            // Values end after the transaction id, the command object and the first argument.
            if (length is 19 or 20 or 24)
            {
                Assert.Equal("publish", RtmpCommand.Read(RtmpMessageType.CommandAmf0, bytes.AsSpan(0, length)).Name);
                continue;
            }

            Assert.Throws<RtmpProtocolException>(() => RtmpCommand.Read(RtmpMessageType.CommandAmf0, bytes.AsSpan(0, length)));
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Read_Mutated_GivesCommandOrProtocolError(byte type, string hex, string expected)
    {
        foreach (var bytes in Mutations(Hex(hex), seed: expected.Length, count: 500))
        {
            try
            {
                Written(RtmpCommand.Read((RtmpMessageType)type, bytes).Write);
            }
            catch (RtmpProtocolException)
            {
            }
        }
    }

    [Theory]
    [InlineData("05 00 3FF0000000000000 05")]
    [InlineData("02 0001 63 05 05")]
    public void Read_WrongKinds_IsDecodeError(string hex)
    {
        var error = Assert.Throws<RtmpProtocolException>(() => RtmpCommand.Read(RtmpMessageType.CommandAmf0, Hex(hex)));
        Assert.Equal(RtmpErrorCode.Amf0Decode, error.Code);
    }

    [Fact]
    public void Argument_BeyondLast_IsUndefined() =>
        Assert.Equal(AmfKind.Undefined, RtmpCommand.Create("c", 1, AmfValue.Null, "a").Argument(1).Kind);

    private static string Text(RtmpCommand command) => string.Join(
        ' ', command.Arguments.Select(Describe).Prepend(Describe(command.CommandObject)).Prepend($"{command.Name} {command.TransactionId}"));
}
