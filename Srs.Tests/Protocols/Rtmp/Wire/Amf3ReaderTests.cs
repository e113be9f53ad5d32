using System.Text;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using static Srs.Tests.Protocols.Rtmp.Wire.WireTestSupport;

namespace Srs.Tests.Protocols.Rtmp.Wire;

public sealed class Amf3ReaderTests
{
    private static readonly string ArrayCollection =
        "0A 07 43" + Convert.ToHexString(Encoding.ASCII.GetBytes("flex.messaging.io.ArrayCollection"));

    /// <summary>Hexadecimal bytes of an AMF3 value, and what they mean.</summary>
    public static TheoryData<string, string> Values => new()
    {
        { "00", "Undefined" },
        { "01", "Null" },
        { "02", "false" },
        { "03", "true" },
        { "04 00", "i0" },
        { "04 7F", "i127" },
        { "04 8100", "i128" },
        { "04 FF7F", "i16383" },
        { "04 818000", "i16384" },
        { "04 FFFF7F", "i2097151" },
        { "04 80C08000", "i2097152" },
        { "04 BFFFFFFF", "i268435455" },
        { "04 C0808000", "i-268435456" },
        { "04 FFFFFFFF", "i-1" },
        { "05 3FF8000000000000", "1.5" },
        { "06 01", "\"\"" },
        { "06 07 666F6F", "\"foo\"" },
        { "07 07 3C612F", "xml\"<a/\"" },
        { "0B 07 3C612F", "xml\"<a/\"" },
        { "08 01 4270000000000000", "date(1099511627776)" },
        { "0C 05 CAFE", "bytes(CAFE)" },
        { "09 01 01", "[]" },
        { "09 05 01 0401 0402", "[i1,i2]" },
        { "09 03 03 61 03 01 0401", "ecma{a:true,0:i1}" },
        { "09 07 01 0607 666F6F 0600 0600", "[\"foo\",\"foo\",\"foo\"]" },
        { "09 05 01 0801 4270000000000000 0802", "[date(1099511627776),date(1099511627776)]" },
        { "09 05 01 0C05 CAFE 0C02", "[bytes(CAFE),bytes(CAFE)]" },
        { "0A 0B 01 03 61 0401 01", "{a:i1}" },
        { "0A 23 03 43 03 61 03 62 0401 03", "C{a:i1,b:true}" },
        { "0A 1B 03 43 03 61 0401 03 62 0402 01", "C{a:i1,b:i2}" },
        { "09 07 01 0A13 03 43 03 61 0401 0A01 0402 0A02", "[C{a:i1},C{a:i2},C{a:i1}]" },
        { "0A 0B 01 03 61 0600 01", "{a:\"a\"}" },
        { ArrayCollection + "09 03 01 0401", "[i1]" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void ReadValue_Valid_GivesValueAndEnds(string hex, string expected)
    {
        var reader = new Amf0Reader(Hex("11" + hex));

        Assert.Equal(expected, Describe(reader.ReadValue()));
        Assert.True(reader.End);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void ReadValue_Truncated_IsDecodeError(string hex, string expected)
    {
        _ = expected;
        var bytes = Hex("11" + hex);
        for (var length = 0; length < bytes.Length; length++)
        {
            var error = Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(bytes.AsSpan(0, length)).ReadValue());
            Assert.Equal(RtmpErrorCode.Amf0Decode, error.Code);
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void ReadValue_Mutated_GivesValueOrProtocolError(string hex, string expected)
    {
        _ = expected;
        foreach (var bytes in Mutations(Hex("11" + hex), seed: hex.Length, count: 300))
        {
            Amf0ReaderTests.ReadAndWriteAll(bytes);
        }
    }

    [Theory]
    [InlineData("0D 03 00 00000001")]
    [InlineData("0E 03 00 00000001")]
    [InlineData("0F 03 00 0000000000000000")]
    [InlineData("10 03 00 01 01")]
    [InlineData("11 03 00 01 01")]
    [InlineData("12")]
    [InlineData("06 00")]
    [InlineData("08 00")]
    [InlineData("0A 01")]
    [InlineData("0A 07 03 43 01")]
    [InlineData("09 03 01 09 00")]
    public void ReadValue_UnknownOrDangling_IsInvalid(string hex)
    {
        var error = Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(Hex("11" + hex)).ReadValue());
        Assert.Equal(RtmpErrorCode.Amf0Invalid, error.Code);
    }

    [Fact]
    public void ReadValue_TablesAcrossSwitches_AreOneForTheMessage()
    {
        var reader = new Amf0Reader(Hex("11 06 07 666F6F 05 11 06 00"));

        Assert.Equal("foo", reader.ReadValue().AsString());
        Assert.Equal(AmfKind.Null, reader.ReadValue().Kind);
        Assert.Equal("foo", reader.ReadValue().AsString());
    }

    [Theory]
    [InlineData("09 03 01")]
    [InlineData("0A 0B 01 03 61")]
    public void ReadValue_NestedWithoutEnd_StopsAtDepthLimit(string level)
    {
        var bomb = Enumerable.Repeat(Hex(level), 50_000).SelectMany(bytes => bytes).Prepend((byte)0x11).ToArray();

        var error = Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(bomb).ReadValue());

        Assert.Equal(RtmpErrorCode.Amf0Invalid, error.Code);
    }

    [Fact]
    public void ReadValue_CollectionsWithinCollections_StopAtDepthLimit()
    {
        var bytes = new List<byte>(Hex("11" + ArrayCollection));
        for (var i = 0; i < 50_000; i++)
        {
            bytes.AddRange([0x0A, 0x01]);
        }

        var error = Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(bytes.ToArray()).ReadValue());

        Assert.Contains("levels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadValue_LongTextReferredToOften_StopsAtTextLimit()
    {
        var bytes = new List<byte>(Hex("11 09 8F7F 01 06 81 80 01")); // 1023 values, the first a string of 8192 bytes.
        bytes.AddRange(Enumerable.Repeat((byte)'a', 8192));
        for (var i = 0; i < 1022; i++)
        {
            bytes.AddRange([0x06, 0x00]);
        }

        var error = Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(bytes.ToArray()).ReadValue());

        Assert.Contains("bytes of text", error.Message, StringComparison.Ordinal);
    }
}
