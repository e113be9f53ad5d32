using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using static Srs.Tests.Protocols.Rtmp.Wire.WireTestSupport;

namespace Srs.Tests.Protocols.Rtmp.Wire;

public sealed class Amf0ReaderTests
{
    /// <summary>Hexadecimal bytes, what they mean, and whether our writer makes the same bytes of it.</summary>
    public static TheoryData<string, string, bool> Values => new()
    {
        { "00 3FF0000000000000", "1", true },
        { "00 7FF8000000000000", "NaN", true },
        { "01 01", "true", true },
        { "01 00", "false", true },
        { "02 0003 616263", "\"abc\"", true },
        { "02 0002 C3A9", "\"é\"", true },
        { "02 0000", "\"\"", true },
        { "03 000009", "{}", true },
        { "03 0001 61 0500 01 62 01 01 000009", "{a:Null,b:true}", true },
        { "03 0001 61 03 0001 62 06 000009 000009", "{a:{b:Undefined}}", true },
        { "03 0000 05 000009", "{:Null}", true },
        { "05", "Null", true },
        { "06", "Undefined", true },
        { "08 00000001 0001 61 0101 000009", "ecma{a:true}", true },
        { "08 00000000 0001 61 0101 000009", "ecma{a:true}", false },
        { "08 FFFFFFFF 0001 61 0101 000009", "ecma{a:true}", false },
        { "0A 00000002 0101 05", "[true,Null]", true },
        { "0A 00000000", "[]", true },
        { "0B 4270000000000000 0000", "date(1099511627776)", true },
        { "0B 4270000000000000 FFC4", "date(1099511627776)", false },
        { "0C 00000003 616263", "\"abc\"", false },
        { "0D", "Unsupported", true },
        { "0F 00000003 3C612F", "xml\"<a/\"", true },
        { "10 0001 43 0001 61 05 000009", "C{a:Null}", true },
        { "0A 00000002 03 0001 61 0101 000009 07 0001", "[{a:true},{a:true}]", false },
        { "11 06 07 616263", "\"abc\"", false },
        { "03 0001 61 11 0A 0B 01 03 78 04 05 01 0001 62 05 000009", "{a:{x:i5},b:Null}", false },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void ReadValue_Valid_GivesValueAndEnds(string hex, string expected, bool isCanonical)
    {
        var reader = new Amf0Reader(Hex(hex));

        Assert.Equal(expected, Describe(reader.ReadValue()));
        Assert.True(reader.End);
        _ = isCanonical;
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Write_ValueRead_GivesSameBytesOrSameMeaning(string hex, string expected, bool isCanonical)
    {
        var value = new Amf0Reader(Hex(hex)).ReadValue();

        var written = Written(output => Amf0Writer.Write(output, value));

        if (isCanonical)
        {
            Assert.Equal(Convert.ToHexString(Hex(hex)), Convert.ToHexString(written));
        }

        Assert.Equal(expected.Replace("i5", "5", StringComparison.Ordinal), Describe(new Amf0Reader(written).ReadValue()));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void ReadValue_Truncated_IsDecodeError(string hex, string expected, bool isCanonical)
    {
        _ = (expected, isCanonical);
        var bytes = Hex(hex);
        for (var length = 0; length < bytes.Length; length++)
        {
            // Only an associative array may end without its marker, and only between properties.
            if (bytes[0] == (byte)Amf0Marker.EcmaArray && length is 5 or >= 10)
            {
                continue;
            }

            var error = Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(bytes.AsSpan(0, length)).ReadValue());
            Assert.Equal(RtmpErrorCode.Amf0Decode, error.Code);
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void ReadValue_Mutated_GivesValueOrProtocolError(string hex, string expected, bool isCanonical)
    {
        _ = (expected, isCanonical);
        foreach (var bytes in Mutations(Hex(hex), seed: hex.Length, count: 300))
        {
            ReadAndWriteAll(bytes);
        }
    }

    [Theory]
    [InlineData("08 00000001 0001 61 0101", "ecma{a:true}")]
    [InlineData("08 00000001 0001 61 0101 0000", "ecma{a:true}")]
    [InlineData("08 00000000", "ecma{}")]
    public void ReadValue_EcmaArrayWithoutEndMarker_EndsWithInput(string hex, string expected) =>
        Assert.Equal(expected, Describe(new Amf0Reader(Hex(hex)).ReadValue()));

    [Theory]
    [InlineData("04")]
    [InlineData("0E")]
    [InlineData("12")]
    [InlineData("FF")]
    [InlineData("09")]
    [InlineData("07 0000")]
    [InlineData("0A 00000001 07 0000")]
    [InlineData("11 0D 03 00")]
    public void ReadValue_UnknownMarkerOrReference_IsInvalid(string hex)
    {
        var error = Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(Hex(hex)).ReadValue());
        Assert.Equal(RtmpErrorCode.Amf0Invalid, error.Code);
    }

    [Fact]
    public void TryReadNext_SeveralValues_EndsAfterLast()
    {
        var reader = new Amf0Reader(Hex("05 06 0101"));

        var kinds = new List<AmfKind>();
        while (reader.TryReadNext(out var value))
        {
            kinds.Add(value.Kind);
        }

        Assert.Equal([AmfKind.Null, AmfKind.Undefined, AmfKind.Boolean], kinds);
    }

    [Theory]
    [InlineData("0A 00000001")]
    [InlineData("03 0000")]
    [InlineData("08 00000000 0000")]
    [InlineData("10 0000 0000")]
    [InlineData("11 09 03 01")]
    public void ReadValue_NestedWithoutEnd_StopsAtDepthLimit(string level)
    {
        var bomb = Enumerable.Repeat(Hex(level), 100_000).SelectMany(bytes => bytes).ToArray();

        var error = Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(bomb).ReadValue());

        Assert.Equal(RtmpErrorCode.Amf0Invalid, error.Code);
    }

    [Fact]
    public void ReadValue_DepthAtLimit_IsRead()
    {
        var level = Hex("0A 00000001");
        var deepest = Enumerable.Repeat(level, AmfLimits.MaxDepth).SelectMany(bytes => bytes).Append((byte)Amf0Marker.Null).ToArray();

        Assert.Equal(AmfLimits.MaxDepth, new Amf0Reader(deepest).ReadValue().Height);
    }

    [Fact]
    public void ReadValue_ReferencesThatDouble_StopAtValueLimit()
    {
        var bytes = new List<byte>(Hex("0A 000000FF 0A 00000002 05 05"));
        for (byte i = 1; i < 40; i++)
        {
            bytes.AddRange([0x0A, 0, 0, 0, 2, 0x07, 0, i, 0x07, 0, i]);
        }

        var error = Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(bytes.ToArray()).ReadValue());

        Assert.Equal(RtmpErrorCode.Amf0Invalid, error.Code);
    }

    [Fact]
    public void ReadValue_ManyValues_StopsAtLimit()
    {
        var bytes = new byte[AmfLimits.MaxValues + 10];
        Hex("0A FFFFFFFF").CopyTo(bytes, 0);
        bytes.AsSpan(5).Fill((byte)Amf0Marker.Null);

        var error = Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(bytes).ReadValue());

        Assert.Contains($"{AmfLimits.MaxValues}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadValue_LongText_StopsAtLimit()
    {
        var bytes = new byte[AmfLimits.MaxTextBytes + 100];
        Hex("0C 00100001").CopyTo(bytes, 0);

        var error = Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(bytes).ReadValue());

        Assert.Equal(RtmpErrorCode.Amf0Invalid, error.Code);
    }

    [Theory]
    [InlineData("0A FFFFFFFF")]
    [InlineData("0C FFFFFFFF 61")]
    [InlineData("0F 7FFFFFFF 61")]
    [InlineData("11 09 FFFFFFFF 01")]
    [InlineData("11 0C FFFFFFFF 01")]
    [InlineData("11 0A FFFFFFFB 01")]
    public void ReadValue_HugeDeclaredCount_AllocatesLittle(string hex)
    {
        var bytes = Hex(hex);
        Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(bytes).ReadValue());

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(bytes).ReadValue());

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Fact]
    public void ReadValue_NameThatGrowsWhenRepaired_IsRefused()
    {
        var bytes = new byte[1 + 2 + 60_000 + 1 + 3];
        Hex("03 EA60").CopyTo(bytes, 0);
        bytes.AsSpan(3, 60_000).Fill(0xFF);
        Hex("05 000009").CopyTo(bytes, 60_003);

        Assert.Throws<RtmpProtocolException>(() => new Amf0Reader(bytes).ReadValue());
    }

    /// <summary>Reads all values; what can be read can be written and read again, meaning the same.</summary>
    internal static void ReadAndWriteAll(byte[] bytes)
    {
        var values = new List<AmfValue>();
        try
        {
            var reader = new Amf0Reader(bytes);
            while (reader.TryReadNext(out var value))
            {
                values.Add(value);
            }
        }
        catch (RtmpProtocolException e)
        {
            Assert.True(e.Code is RtmpErrorCode.Amf0Decode or RtmpErrorCode.Amf0Invalid);
        }

        foreach (var value in values)
        {
            var written = Written(output => Amf0Writer.Write(output, value));
            var again = new Amf0Reader(written).ReadValue();
            Assert.Equal(value.Height, again.Height);
            Assert.Equal(value.Properties.Count, again.Properties.Count);
        }
    }
}
