using Srs.Media.Rtp;

namespace Srs.Tests.Rtp;

/// <summary>Against packets that aiortc 1.4 wrote of the same values.</summary>
public sealed class RtpPacketWriterTests
{
    private static readonly RtpHeader Header = new()
    {
        Marker = true,
        PayloadType = 111,
        SequenceNumber = ushort.MaxValue,
        Timestamp = uint.MaxValue,
        Ssrc = 0x12345678,
    };

    [Fact]
    public void Write_EverythingThatThereIs_EqualsTheVector()
    {
        var buffer = new byte[100];
        var writer = new RtpPacketWriter(buffer, Header);
        writer.AddContributor(0xAABBCCDD);
        writer.AddContributor(0x11223344);
        Assert.True(writer.TryAddExtension(1, "v0"u8));
        Assert.True(writer.TryAddExtension(2, [0x12, 0x34, 0x56]));
        Assert.True(writer.TryAddExtension(3, [0xA8]));
        Assert.True(writer.TryAddExtension(4, 0xBEEF));
        writer.EndHeader();
        writer.AddPayload("hello"u8);
        writer.AddPadding(4);

        Assert.Equal(
            "B2EFFFFFFFFFFFFF12345678AABBCCDD11223344BEDE00031176302212345630A841BEEF68656C6C6F00000004",
            Convert.ToHexString(buffer, 0, writer.Length));
    }

    [Fact]
    public void Write_NoExtensions_HasNoExtensionHeader()
    {
        var buffer = new byte[100];
        var writer = new RtpPacketWriter(buffer, Header);
        writer.EndHeader();
        writer.AddPayload("hello"u8);

        Assert.Equal("80EFFFFFFFFFFFFF1234567868656C6C6F", Convert.ToHexString(buffer, 0, writer.Length));
    }

    [Fact]
    public void Write_TwoByteForm_HoldsWhatTheOtherCanNot()
    {
        var buffer = new byte[400];
        var oneByte = new RtpPacketWriter(buffer, Header);
        Assert.False(oneByte.TryAddExtension(15, [1]));
        Assert.False(oneByte.TryAddExtension(1, []));
        Assert.False(oneByte.TryAddExtension(1, new byte[17]));
        Assert.False(oneByte.TryAddExtension(0, [1]));

        var twoByte = new RtpPacketWriter(buffer, Header, usesTwoByteForm: true);
        Assert.True(twoByte.TryAddExtension(200, []));
        Assert.True(twoByte.TryAddExtension(15, new byte[255]));
        Assert.False(twoByte.TryAddExtension(15, new byte[256]));
        Assert.False(twoByte.TryAddExtension(0, [1]));
        twoByte.EndHeader();

        Assert.True(RtpPacketReader.TryRead(buffer.AsSpan(0, twoByte.Length), out var header));
        var reader = new RtpExtensionReader(buffer, header);
        Assert.True(reader.TryRead(out var first));
        Assert.True(reader.TryRead(out var second));
        Assert.Equal((200, 0), (first.Id, first.Length));
        Assert.Equal((15, 255), (second.Id, second.Length));
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void Write_SixteenContributors_IsRefused() => Assert.Throws<InvalidOperationException>(static () =>
    {
        var writer = new RtpPacketWriter(new byte[200], Header);
        for (var i = 0; i < 16; i++)
        {
            writer.AddContributor(1);
        }
    });
}
