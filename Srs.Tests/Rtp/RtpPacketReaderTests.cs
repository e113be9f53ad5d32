using Srs.Media.Rtp;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp;

/// <summary>Against packets that aiortc 1.4 wrote.</summary>
public sealed class RtpPacketReaderTests
{
    private static readonly byte[] Plain = Convert.FromHexString("80efffffffffffff1234567868656c6c6f");

    private static readonly byte[] Contributors = Convert.FromHexString("82efffffffffffff12345678aabbccdd1122334468656c6c6f");

    /// <summary>Contributing sources, header extensions and padding.</summary>
    private static readonly byte[] Full = Convert.FromHexString(
        "b2efffffffffffff12345678aabbccdd11223344bede00031176302212345630a841beef68656c6c6f3c58e204");

    [Fact]
    public void TryRead_PlainPacket_TellsItsHeader()
    {
        Assert.True(RtpPacketReader.TryRead(Plain, out var header));

        Assert.True(header.Marker);
        Assert.Equal(111, header.PayloadType);
        Assert.Equal(ushort.MaxValue, header.SequenceNumber);
        Assert.Equal(uint.MaxValue, header.Timestamp);
        Assert.Equal(0x12345678u, header.Ssrc);
        Assert.False(header.HasExtension);
        Assert.Equal("hello"u8, Payload(Plain, header));
    }

    [Fact]
    public void TryRead_ContributingSources_AreSkippedAndRead()
    {
        Assert.True(RtpPacketReader.TryRead(Contributors, out var header));

        Assert.Equal(2, header.ContributorCount);
        Assert.Equal(0xAABBCCDDu, RtpPacketReader.ReadContributor(Contributors, header, 0));
        Assert.Equal(0x11223344u, RtpPacketReader.ReadContributor(Contributors, header, 1));
        Assert.Equal("hello"u8, Payload(Contributors, header));
    }

    [Fact]
    public void TryRead_ExtensionsAndPadding_AreNotPayload()
    {
        Assert.True(RtpPacketReader.TryRead(Full, out var header));

        Assert.Equal(RtpHeader.OneByteProfile, header.ExtensionProfile);
        Assert.Equal(12, header.ExtensionLength);
        Assert.Equal(4, header.PaddingLength);
        Assert.Equal("hello"u8, Payload(Full, header));
    }

    [Fact]
    public void TryRead_EveryTruncation_IsRefusedOrStaysWithinItsBytes()
    {
        foreach (var packet in Mutations.Truncations(Full))
        {
            if (RtpPacketReader.TryRead(packet, out var header))
            {
                AssertWithin(packet, header);
            }
        }

        Assert.All(Mutations.Truncations(Full[..39]), static packet => Assert.False(RtpPacketReader.TryRead(packet, out _)));
    }

    [Fact]
    public void TryRead_Mutations_StayWithinTheirBytes()
    {
        foreach (var packet in Mutations.Of(Full, 20_000))
        {
            if (RtpPacketReader.TryRead(packet, out var header))
            {
                AssertWithin(packet, header);
                var reader = new RtpExtensionReader(packet, header);
                while (reader.TryRead(out var element))
                {
                    Assert.InRange(element.Offset, header.ExtensionOffset, header.PayloadOffset);
                    Assert.InRange(element.Offset + element.Length, header.ExtensionOffset, header.PayloadOffset);
                }
            }
        }
    }

    [Theory]
    [InlineData("40efffffffffffff12345678")] // version 1
    [InlineData("8fefffffffffffff1234567800000000")] // 15 contributing sources, one there
    [InlineData("90efffffffffffff12345678bede")] // half an extension header
    [InlineData("90efffffffffffff12345678bedeffff00000000")] // extensions beyond the end
    [InlineData("a0efffffffffffff12345678010203ff")] // more padding than there is
    [InlineData("a0efffffffffffff1234567801020300")] // padding of no bytes
    [InlineData("a0efffffffffffff12345678")] // padding, and no room for its count
    public void TryRead_LyingLengths_AreRefused(string packet) =>
        Assert.False(RtpPacketReader.TryRead(Convert.FromHexString(packet), out _));

    [Fact]
    public void TryRead_OnlyPadding_HasNoPayload()
    {
        Assert.True(RtpPacketReader.TryRead(Convert.FromHexString("a0efffffffffffff1234567800000004"), out var header));

        Assert.Equal(0, header.PayloadLength);
        Assert.Equal(4, header.PaddingLength);
    }

    [Fact]
    public void TryRead_LongerThanADatagram_IsRefused()
    {
        var packet = new byte[RtpLimits.MaxPacketBytes + 1];
        Plain.CopyTo(packet, 0);

        Assert.False(RtpPacketReader.TryRead(packet, out _));
    }

    private static ReadOnlySpan<byte> Payload(byte[] packet, in RtpHeader header) => packet.AsSpan(header.PayloadOffset, header.PayloadLength);

    private static void AssertWithin(byte[] packet, in RtpHeader header)
    {
        Assert.InRange(header.PayloadLength, 0, packet.Length);
        Assert.Equal(packet.Length, header.PayloadOffset + header.PayloadLength + header.PaddingLength);
        Assert.InRange(header.ExtensionOffset + header.ExtensionLength, 0, header.PayloadOffset);
    }
}
