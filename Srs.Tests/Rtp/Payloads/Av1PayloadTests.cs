using Srs.Media.Codecs.Av1;
using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;
using Srs.Tests.Containers.Flv;
using Srs.Tests.Containers.MpegTs;

namespace Srs.Tests.Rtp.Payloads;

/// <summary>The payload format of AV1, byte by byte.</summary>
public sealed class Av1PayloadTests
{
    private static readonly TrackInfo Track = MakeTrack();

    /// <summary>The sequence header of the track, as it is in the configuration, and without its size.</summary>
    private static byte[] Sequence => Track.Config.Span[4..].ToArray();

    private static byte[] SequenceElement => [(byte)(Sequence[0] & ~2), .. Sequence[2..]];

    [Fact]
    public void KeyFrame_WithoutSequenceHeader_GetsTheTracks()
    {
        var packet = Assert.Single(Cut(1180, isKey: true, [0x12, 0, 0x32, 3, 1, 2, 3]));

        Assert.Equal([0x28, (byte)SequenceElement.Length, .. SequenceElement, 0x30, 1, 2, 3], packet.Payload);
        Assert.True(packet.IsMarked);
    }

    [Fact]
    public void KeyFrame_WithItsSequenceHeader_GetsNoOther()
    {
        var packet = Assert.Single(Cut(1180, isKey: true, [0x12, 0, .. Sequence, 0x32, 1, 9]));

        Assert.Equal([0x28, (byte)SequenceElement.Length, .. SequenceElement, 0x30, 9], packet.Payload);
    }

    [Fact]
    public void MoreThanThreeUnits_AllHaveLengths()
    {
        // Metadata three times, then a frame; delimiter and padding are left out.
        var packet = Assert.Single(Cut(1180, isKey: false, [0x12, 0, 0x2A, 1, 1, 0x2A, 1, 2, 0x7A, 1, 0, 0x2A, 1, 3, 0x32, 2, 4, 5]));

        Assert.Equal([0x00, 2, 0x28, 1, 2, 0x28, 2, 2, 0x28, 3, 3, 0x30, 4, 5], packet.Payload);
    }

    [Fact]
    public void UnitWithoutSizeAndWithExtension_KeepsItsHeader()
    {
        var packet = Assert.Single(Cut(1180, isKey: false, [0x34, 0x20, 1, 2]));

        Assert.Equal([0x10, 0x34, 0x20, 1, 2], packet.Payload);
    }

    [Fact]
    public void LargeUnit_IsCutIntoEqualPayloads()
    {
        byte[] body = [.. Enumerable.Range(0, 120).Select(static i => (byte)i)];

        var packets = Cut(64, isKey: false, [0x32, 120, .. body]);

        Assert.Equal(2, packets.Count);
        Assert.Equal([0x50, 0x30, .. body[..60]], packets[0].Payload);
        Assert.Equal([0x90, .. body[60..]], packets[1].Payload);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(80)]
    [InlineData(150)]
    public void EveryPayloadButTheLast_EndsWithinAUnit(int maxPayloadLength)
    {
        // Each combination of sizes meets the end of a payload somewhere.
        for (var first = 1; first < 130; first++)
        {
            for (var second = 1; second < 130; second += 3)
            {
                byte[] unit = [.. Unit(0x32, first), .. Unit(0x1A, second), .. Unit(0x32, 40), .. Unit(0x32, 1), .. Unit(0x32, 9)];
                var packets = Cut(maxPayloadLength, isKey: false, unit);
                Assert.All(packets, packet => Assert.InRange(packet.Payload.Length, 2, maxPayloadLength));
                Assert.All(packets.SkipLast(1), static packet => Assert.NotEqual(0, packet.Payload[0] & 0x40));
                Assert.Equal(0, packets[^1].Payload[0] & 0x40);

                using var depacketizer = new Av1Depacketizer();
                depacketizer.Push([0x18, .. SequenceElement], 1, true);
                Assert.True(depacketizer.TryTake(out var key));
                key.Payload.Dispose();
                var back = Assert.Single(RtpSamples.Depacketize(depacketizer, packets.Select(static packet => packet with { Timestamp = 2 })));
                Assert.Equal(unit, back.Payload.Span.ToArray());
                back.Payload.Dispose();
            }
        }
    }

    [Fact]
    public void Depacketizer_ElementsAndFragments_MakeATemporalUnit()
    {
        using var depacketizer = new Av1Depacketizer(trackId: 4);

        // W = 2, N; then W = 0 with a fragment at either end; then W = 1.
        depacketizer.Push([0x68, (byte)SequenceElement.Length, .. SequenceElement, 0x30, 1], 5, false);
        depacketizer.Push([0xC0, 1, 2, 3, 0x28, 7, 8, 2, 0x30, 3], 5, false);
        depacketizer.Push([0x90, 4, 5], 5, true);

        Assert.True(depacketizer.TryTake(out var unit));
        Assert.Equal([.. Sequence, 0x32, 2, 1, 2, 0x2A, 2, 7, 8, 0x32, 3, 3, 4, 5], unit.Payload.Span.ToArray());
        Assert.Equal((FrameFlags.KeyFrame, 5u, 4), (unit.Flags, unit.Timestamp, unit.Track.Id));
        Assert.Equal(Track.Config.ToArray(), unit.Track.Config.ToArray());
        Assert.Equal((638, 358), (unit.Track.Video!.Width, unit.Track.Video.Height));
        unit.Payload.Dispose();
    }

    [Fact]
    public void Depacketizer_FramesWithoutMarkers_EndWhereTheNextBegins()
    {
        using var depacketizer = new Av1Depacketizer();

        depacketizer.Push([0x18, .. SequenceElement], 1, false);
        depacketizer.Push([0x10, 0x30, 1], 2, false);
        depacketizer.Push([0x10, 0x30, 2], 3, false);

        Assert.True(depacketizer.TryTake(out var key));
        Assert.True(depacketizer.TryTake(out var next));
        Assert.Equal((1u, 2u, 0L), (key.Timestamp, next.Timestamp, depacketizer.DamagedFrames));
        key.Payload.Dispose();
        next.Payload.Dispose();
    }

    [Fact]
    public void Depacketizer_UnitsWithSizes_StayAsTheyAre()
    {
        using var depacketizer = new Av1Depacketizer();

        depacketizer.Push([0x08, 2, 0x12, 0, (byte)Sequence.Length, .. Sequence, 3, 0x32, 1, 9], 5, true);

        Assert.True(depacketizer.TryTake(out var unit));
        Assert.Equal([.. Sequence, 0x32, 1, 9], unit.Payload.Span.ToArray());
        unit.Payload.Dispose();
    }

    [Theory]
    [InlineData(new byte[] { 0x90, 1 })] // continues nothing
    [InlineData(new byte[] { 0x50, 0x30, 1 })] // is never continued
    [InlineData(new byte[] { 0x10 })]
    [InlineData(new byte[] { 0x20, 1, 0x30 })] // one element instead of two
    [InlineData(new byte[] { 0x20, 9, 0x30 })]
    [InlineData(new byte[] { 0x00, 0x80 })]
    [InlineData(new byte[] { 0x10, 0xB0, 1 })] // forbidden bit
    [InlineData(new byte[] { 0x10, 0x34 })] // no extension
    [InlineData(new byte[] { 0x10, 0x32, 9, 1 })] // size beyond the element
    public void Depacketizer_Damage_AsksForAKeyFrame(byte[] payload)
    {
        using var depacketizer = new Av1Depacketizer();
        depacketizer.Push([0x18, .. SequenceElement], 1, true);
        Assert.True(depacketizer.TryTake(out var unit));
        unit.Payload.Dispose();

        depacketizer.Push(payload, 2, true);

        Assert.False(depacketizer.TryTake(out _));
        Assert.True(depacketizer.NeedsKeyFrame);
        Assert.Equal(1, depacketizer.DamagedFrames);
    }

    private static byte[] Unit(byte header, int size)
    {
        var length = new byte[Av1Obu.GetSizeLength(size)];
        Av1Obu.WriteSize(length, size);
        return [header, .. length, .. Enumerable.Range(0, size).Select(i => (byte)(i + size))];
    }

    private static TrackInfo MakeTrack()
    {
        var sample = FlvEnhancedSamples.Videos[2];
        return new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.Av1, Config = sample.Config };
    }

    private static List<RtpSamples.Packet> Cut(int maxPayloadLength, bool isKey, byte[] unit)
    {
        using var frame = TsSamples.Frame(Track, unit, 0, isKey);
        return RtpSamples.Packetize(new Av1Packetizer(new RtpPacketizerOptions { MaxPayloadLength = maxPayloadLength }), [frame]);
    }
}
