using System.Buffers.Binary;
using Srs.Media.Codecs.H264;
using Srs.Media.Codecs.H265;
using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;
using Srs.Tests.Containers.MpegTs;

namespace Srs.Tests.Rtp.Payloads;

/// <summary>Payload formats of H.264 (RFC 6184) and H.265 (RFC 7798), byte by byte.</summary>
public sealed class NalPayloadTests
{
    private static readonly byte[] Sps = [0x67, 0x42, 0xC0, 0x0A, 0xDA, 0x3D, 0xFE, 0x02];
    private static readonly byte[] Pps = [0x68, 0xCE, 0x3C, 0x80];
    private static readonly byte[] Sei = [0x06, 5, 1, 0x80];
    private static readonly byte[] Delimiter = [0x09, 0xF0];

    private static readonly TrackInfo H264 = MakeH264();

    [Fact]
    public void H264_KeyFrame_HasParameterSetsInOnePacketBeforeTheSlice()
    {
        var slice = Unit(0x65, 0x88, 60);

        var packets = Cut(new H264Packetizer(Short), H264, [Delimiter, slice], isKey: true);

        Assert.Equal(2, packets.Count);
        Assert.Equal([0x78, 0, 8, .. Sps, 0, 4, .. Pps], packets[0].Payload);
        Assert.Equal(slice, packets[1].Payload);
        Assert.Equal((false, true), (packets[0].IsMarked, packets[1].IsMarked));
    }

    [Fact]
    public void H264_KeyFrameWithItsOwnSets_GetsNoOthers()
    {
        byte[] sps = [.. Sps[..^1], 0x03];

        var packet = Assert.Single(Cut(new H264Packetizer(), H264, [sps, Pps, [0x65, 0x88]], isKey: true));

        Assert.Equal([0x78, 0, 8, .. sps, 0, 4, .. Pps, 0, 2, 0x65, 0x88], packet.Payload);
    }

    [Fact]
    public void H264_LargeUnit_IsCutIntoEqualFragments()
    {
        // 150 bytes behind the header need three fragments of at most 62.
        var slice = Unit(0x41, 0x9A, 151);

        var packets = Cut(new H264Packetizer(Short), H264, [slice]);

        Assert.Equal(3, packets.Count);
        Assert.Equal([0x5C, 0x81, .. slice[1..51]], packets[0].Payload);
        Assert.Equal([0x5C, 0x01, .. slice[51..101]], packets[1].Payload);
        Assert.Equal([0x5C, 0x41, .. slice[101..]], packets[2].Payload);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void H264_Sei_GoesAlongIfKept(bool keep)
    {
        byte[] slice = [0x01, 0x9A, 1];

        var packet = Assert.Single(Cut(new H264Packetizer(new RtpPacketizerOptions { KeepSei = keep }), H264, [Sei, slice]));

        Assert.Equal(keep ? [0x18, 0, 4, .. Sei, 0, 3, .. slice] : slice, packet.Payload);
    }

    [Fact]
    public void H264_NothingButADelimiter_MakesNoPacket() => Assert.Empty(Cut(new H264Packetizer(), H264, [Delimiter]));

    [Fact]
    public void H264_DamagedLength_EndsTheFrameThere()
    {
        using var frame = TsSamples.Frame(H264, [0, 0, 0, 2, 0x41, 0x9A, 0, 0, 0, 9, 1], 0);

        using var packets = new H264Packetizer().Packetize(frame, 0)!;

        Assert.Equal([0x41, 0x9A], packets.GetPayload(0).ToArray());
        Assert.Equal(1, packets.Count);
    }

    [Fact]
    public void H264Depacketizer_EveryForm_MakesOneAccessUnit()
    {
        using var depacketizer = new H264Depacketizer(trackId: 2);
        byte[][] payloads = [[0x78, 0, 8, .. Sps, 0, 4, .. Pps], [0x7C, 0x85, 0x88, 1], [0x7C, 0x05, 2], [0x7C, 0x45, 3], [0x06, 5, 1, 0x80]];

        for (var i = 0; i < payloads.Length; i++)
        {
            depacketizer.Push(payloads[i], 90, isMarked: i == payloads.Length - 1);
        }

        Assert.True(depacketizer.TryTake(out var unit));
        Assert.Equal([0, 0, 0, 5, 0x65, 0x88, 1, 2, 3, 0, 0, 0, 4, 6, 5, 1, 0x80], unit.Payload.Span.ToArray());
        Assert.Equal((FrameFlags.KeyFrame, 90u, 2), (unit.Flags, unit.Timestamp, unit.Track.Id));
        Assert.True(AvcDecoderConfigurationRecord.TryRead(unit.Track.Config, out var record));
        Assert.Equal(Sps, record.SequenceParameterSets[0].ToArray());
        Assert.False(depacketizer.TryTake(out _));
        unit.Payload.Dispose();
    }

    [Fact]
    public void H264Depacketizer_NewParameterSets_MakeANewTrack()
    {
        using var depacketizer = new H264Depacketizer();
        byte[] other = [.. Sps[..^1], 0x03];
        var tracks = new List<TrackInfo>();
        foreach (var (sps, time) in (ReadOnlySpan<(byte[], uint)>)[(Sps, 1), (Sps, 2), (other, 3)])
        {
            depacketizer.Push([0x78, 0, 8, .. sps, 0, 4, .. Pps], time, false);
            depacketizer.Push([0x65, 0x88], time, true);
            Assert.True(depacketizer.TryTake(out var unit));
            unit.Payload.Dispose();
            tracks.Add(unit.Track);
        }

        Assert.Same(tracks[0], tracks[1]);
        Assert.NotSame(tracks[1], tracks[2]);
    }

    [Fact]
    public void H264Depacketizer_FramesWithoutMarkers_EndWhereTheNextBegins()
    {
        using var depacketizer = new H264Depacketizer();
        depacketizer.Push([0x78, 0, 8, .. Sps, 0, 4, .. Pps], 1, false);
        depacketizer.Push([0x65, 0x88], 1, false);
        Assert.False(depacketizer.TryTake(out _));

        depacketizer.Push([0x41, 0x9A], 2, true);

        Assert.True(depacketizer.TryTake(out var key));
        Assert.True(depacketizer.TryTake(out var next));
        Assert.Equal((1u, 2u), (key.Timestamp, next.Timestamp));
        key.Payload.Dispose();
        next.Payload.Dispose();
    }

    [Theory]
    [InlineData(new byte[] { 0x79, 0, 1, 0x41 })] // STAP-B
    [InlineData(new byte[] { 0x5C })]
    [InlineData(new byte[] { 0x5C, 0x01, 1 })] // no first fragment
    [InlineData(new byte[] { 0x5C, 0x81, 0x9A })] // no last one
    [InlineData(new byte[] { 0x78, 0, 9, 0x41, 0x9A })]
    [InlineData(new byte[] { 0x78, 0, 1, 0x41, 7 })]
    [InlineData(new byte[] { 0x78, 0, 0 })]
    [InlineData(new byte[] { 0xC1, 0x9A })] // forbidden bit
    [InlineData(new byte[] { 0x40 })]
    public void H264Depacketizer_Damage_CostsUpToTheNextKeyFrame(byte[] payload)
    {
        using var depacketizer = new H264Depacketizer();
        Key(depacketizer, 1);
        Assert.False(depacketizer.NeedsKeyFrame);

        depacketizer.Push(payload, 2, true);
        Assert.Equal(1, depacketizer.DamagedFrames);
        Assert.True(depacketizer.NeedsKeyFrame);
        depacketizer.Push([0x41, 0x9A], 3, true);
        Assert.False(depacketizer.TryTake(out _));

        Key(depacketizer, 4);
        Assert.False(depacketizer.NeedsKeyFrame);
    }

    [Fact]
    public void H264Depacketizer_Loss_CostsTheFrameAndThoseThatReferToIt()
    {
        using var depacketizer = new H264Depacketizer();
        Key(depacketizer, 1);
        depacketizer.Push([0x5C, 0x81, 0x9A], 2, false);

        depacketizer.OnLoss();
        Assert.True(depacketizer.NeedsKeyFrame);
        depacketizer.Push([0x5C, 0x41, 1], 2, true);
        depacketizer.Push([0x41, 0x9A], 3, true);

        Assert.False(depacketizer.TryTake(out _));
        Assert.Equal(1, depacketizer.DamagedFrames);
        Key(depacketizer, 4);
    }

    [Fact]
    public void H264Depacketizer_LossWithinAKeyFrame_CostsItToo()
    {
        using var depacketizer = new H264Depacketizer();
        Key(depacketizer, 1);

        // The first slice is lost, the second one begins with another macroblock.
        depacketizer.OnLoss();
        depacketizer.Push([0x65, 0x48], 2, true);

        Assert.False(depacketizer.TryTake(out _));
        Assert.True(depacketizer.NeedsKeyFrame);
        Key(depacketizer, 3);
    }

    [Fact]
    public void H264Depacketizer_EmptyPayloads_AreLeftOut()
    {
        using var depacketizer = new H264Depacketizer();
        Key(depacketizer, 1);

        depacketizer.Push([], 1, false);
        depacketizer.Push([], 2, true);

        Assert.Equal(0, depacketizer.DamagedFrames);
        Assert.False(depacketizer.NeedsKeyFrame);
    }

    [Fact]
    public void H264Depacketizer_EndlessFrame_IsDropped()
    {
        using var pool = new RtpPacketizerTests.PoolScope();
        using var depacketizer = new H264Depacketizer(pool: pool.Pool);
        Key(depacketizer, 1);
        var piece = new byte[60_000];
        (piece[0], piece[1]) = (0x5C, 0x81);
        for (var sent = 0; sent < 2 * RtpDepacketizer.MaxFrameLength; sent += piece.Length)
        {
            depacketizer.Push(piece, 2, false);
            piece[1] = 0x01;
        }

        depacketizer.Push([0x5C, 0x41, 1], 2, true);

        Assert.False(depacketizer.TryTake(out _));
        Assert.Equal(1, depacketizer.DamagedFrames);
        Key(depacketizer, 3);
    }

    [Fact]
    public void H265_SmallUnits_ShareAPacketWithTheLowestIds()
    {
        // Temporal ids 2 and 1, layers 0 and 33.
        byte[] first = [0x02, 0x03, 1];
        byte[] second = [0x03, 0x0A, 2];

        var packet = Assert.Single(Cut(new H265Packetizer(), new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.H265 }, [first, second]));

        Assert.Equal([0x60, 0x02, 0, 3, .. first, 0, 3, .. second], packet.Payload);
    }

    [Fact]
    public void H265_LargeUnit_IsCutIntoEqualFragments()
    {
        // IDR_W_RADL, 121 bytes behind the header in two fragments of at most 61.
        byte[] slice = [0x26, 0x01, .. Enumerable.Range(0, 121).Select(static i => (byte)(0x80 + i))];

        var packets = Cut(new H265Packetizer(Short), new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.H265 }, [slice]);

        Assert.Equal(2, packets.Count);
        Assert.Equal([0x62, 0x01, 0x93, .. slice[2..63]], packets[0].Payload);
        Assert.Equal([0x62, 0x01, 0x53, .. slice[63..]], packets[1].Payload);
    }

    [Fact]
    public void H265_KeyFrame_HasParameterSetsOfTheTrackInOrder()
    {
        var config = TsSamples.H265.Config;
        Assert.True(HevcDecoderConfigurationRecord.TryRead(config, out var record));
        var sets = record.Arrays.Where(static array => array.NalUnitType is 32 or 33 or 34).SelectMany(static array => array.Units).ToList();

        var packets = Cut(new H265Packetizer(), TsSamples.H265, [[0x26, 0x01, 0x80]], isKey: true);

        var payload = packets[0].Payload;
        Assert.Equal(0x60, payload[0]);
        var at = 2;
        foreach (var set in sets)
        {
            Assert.Equal(set.Length, BinaryPrimitives.ReadUInt16BigEndian(payload.AsSpan(at)));
            Assert.Equal(set.ToArray(), payload[(at + 2)..(at + 2 + set.Length)]);
            at += 2 + set.Length;
        }
    }

    private static RtpPacketizerOptions Short { get; } = new() { MaxPayloadLength = 64 };

    private static TrackInfo MakeH264()
    {
        var record = AvcDecoderConfigurationRecord.Create([Sps], [Pps])!;
        var config = new byte[record.Length];
        record.Write(config);
        return new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.H264, Config = config };
    }

    private static byte[] Unit(byte header, byte second, int length) => [header, second, .. Enumerable.Range(2, length - 2).Select(static i => (byte)i)];

    private static void Key(H264Depacketizer depacketizer, uint timestamp)
    {
        depacketizer.Push([0x78, 0, 8, .. Sps, 0, 4, .. Pps], timestamp, false);
        depacketizer.Push([0x65, 0x88], timestamp, true);
        Assert.True(depacketizer.TryTake(out var unit));
        Assert.Equal((FrameFlags.KeyFrame, timestamp), (unit.Flags, unit.Timestamp));
        unit.Payload.Dispose();
    }

    private static List<RtpSamples.Packet> Cut(RtpPacketizer packetizer, TrackInfo track, byte[][] units, bool isKey = false)
    {
        var payload = new List<byte>();
        foreach (var unit in units)
        {
            payload.AddRange([0, 0, (byte)(unit.Length >> 8), (byte)unit.Length, .. unit]);
        }

        using var frame = TsSamples.Frame(track, [.. payload], 0, isKey);
        return RtpSamples.Packetize(packetizer, [frame]);
    }
}
