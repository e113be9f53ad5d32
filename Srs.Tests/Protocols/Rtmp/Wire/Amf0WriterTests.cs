using Srs.Media.Protocols.Rtmp.Wire;
using static Srs.Tests.Protocols.Rtmp.Wire.WireTestSupport;

namespace Srs.Tests.Protocols.Rtmp.Wire;

/// <summary>The table of <see cref="Amf0ReaderTests"/> covers what the reader can give; here is the rest.</summary>
public sealed class Amf0WriterTests
{
    [Fact]
    public void Write_ByteArray_IsUnsupported() =>
        Assert.Equal([(byte)Amf0Marker.Unsupported], Written(output => Amf0Writer.Write(output, AmfValue.ByteArray([1, 2]))));

    [Theory]
    [InlineData(65535, (byte)Amf0Marker.String)]
    [InlineData(65536, (byte)Amf0Marker.LongString)]
    public void Write_String_TakesLongFormWhenNeeded(int length, byte marker)
    {
        var text = new string('a', length);

        var written = Written(output => Amf0Writer.Write(output, text));

        Assert.Equal(marker, written[0]);
        Assert.Equal(text, new Amf0Reader(written).ReadValue().AsString());
    }

    [Fact]
    public void Write_SmallSpansOnly_IsEnough()
    {
        var output = new StingyWriter(1);
        var value = AmfValue.Object(("name", "text"), ("list", AmfValue.StrictArray(1, true, AmfValue.Date(5))));

        Amf0Writer.Write(output, value);

        Assert.Equal(Written(full => Amf0Writer.Write(full, value)), output.Written);
    }
}
