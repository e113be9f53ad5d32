using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;
using Srs.Tests.Containers.MpegTs;

namespace Srs.Tests.Rtp.Payloads;

/// <summary>Payload formats of VP8 (RFC 7741) and VP9 (RFC 9628), byte by byte.</summary>
public sealed class VpPayloadTests
{
    // RFC 6386 §9.1: key frame, version 0, shown; 16 x 16.
    private static readonly byte[] Vp8Key = [0x10, 0, 0, 0x9D, 0x01, 0x2A, 16, 0, 16, 0, 7];

    // Marker 2, profile 0, key frame, shown; sync code; 8 bits; 320 x 180.
    private static readonly byte[] Vp9Key = [0x82, 0x49, 0x83, 0x42, 0x20, 0x13, 0xF0, 0x0B, 0x30, 7];

    [Fact]
    public void Vp8_Frame_IsCutWithTheStartMarked()
    {
        var track = new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.Vp8 };
        byte[] payload = [.. Enumerable.Range(0, 101).Select(static i => (byte)i)];
        using var frame = TsSamples.Frame(track, payload, 0);

        var packets = RtpSamples.Packetize(new Vp8Packetizer(new RtpPacketizerOptions { MaxPayloadLength = 64 }), [frame]);

        Assert.Equal([0x10, .. payload[..51]], packets[0].Payload);
        Assert.Equal([0x00, .. payload[51..]], packets[1].Payload);
    }

    [Theory]
    [InlineData(new byte[] { 0x10 })]
    [InlineData(new byte[] { 0x90, 0x80, 0x11 })] // 7 bits of picture number
    [InlineData(new byte[] { 0x90, 0xF0, 0x81, 0x02, 3, 0x20 })] // 15 bits, TL0PICIDX, TID
    [InlineData(new byte[] { 0x90, 0x10, 0x01 })] // KEYIDX
    public void Vp8Depacketizer_EveryDescriptor_IsTakenOff(byte[] descriptor)
    {
        using var depacketizer = new Vp8Depacketizer();

        depacketizer.Push([.. descriptor, .. Vp8Key], 1, false);
        depacketizer.Push([0x00, 8, 9], 1, true);

        Assert.True(depacketizer.TryTake(out var unit));
        Assert.Equal([.. Vp8Key, 8, 9], unit.Payload.Span.ToArray());
        Assert.Equal(FrameFlags.KeyFrame, unit.Flags);
        Assert.Equal((16, 16), (unit.Track.Video!.Width, unit.Track.Video.Height));
        unit.Payload.Dispose();
    }

    [Fact]
    public void Vp8Depacketizer_FrameNobodyRefersTo_IsDisposable()
    {
        using var depacketizer = new Vp8Depacketizer();
        depacketizer.Push([0x10, .. Vp8Key], 1, true);
        depacketizer.Push([0x30, 0x11, 0, 0], 2, true);

        Assert.True(depacketizer.TryTake(out var key));
        Assert.True(depacketizer.TryTake(out var unit));
        Assert.Equal(FrameFlags.Disposable, unit.Flags);
        Assert.Same(key.Track, unit.Track);
        key.Payload.Dispose();
        unit.Payload.Dispose();
    }

    [Theory]
    [InlineData(new byte[] { 0x90 })]
    [InlineData(new byte[] { 0x90, 0x80 })]
    [InlineData(new byte[] { 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0x90, 0xE0, 0x01 })]
    [InlineData(new byte[] { 0x00, 1, 2 })] // no start
    [InlineData(new byte[] { 0x11, 1, 2 })] // start of another partition
    public void Vp8Depacketizer_Damage_AsksForAKeyFrame(byte[] payload)
    {
        using var depacketizer = new Vp8Depacketizer();
        depacketizer.Push([0x10, .. Vp8Key], 1, true);
        Assert.True(depacketizer.TryTake(out var unit));
        unit.Payload.Dispose();

        depacketizer.Push(payload, 2, true);

        Assert.False(depacketizer.TryTake(out _));
        Assert.True(depacketizer.NeedsKeyFrame);
    }

    [Fact]
    public void Vp9_Frame_IsCutWithStartAndEndMarked()
    {
        var track = new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.Vp9 };
        byte[] payload = [.. Enumerable.Range(0, 150).Select(static i => (byte)i)];
        using var key = TsSamples.Frame(track, payload, 0, isKey: true);
        using var frame = TsSamples.Frame(track, [1], 40);

        var packets = RtpSamples.Packetize(new Vp9Packetizer(new RtpPacketizerOptions { MaxPayloadLength = 64 }), [key, frame]);

        Assert.Equal([0x08, .. payload[..50]], packets[0].Payload);
        Assert.Equal([0x00, .. payload[50..100]], packets[1].Payload);
        Assert.Equal([0x04, .. payload[100..]], packets[2].Payload);
        Assert.Equal([0x4C, 1], packets[3].Payload);
    }

    [Theory]
    [InlineData(new byte[] { 0x0C })]
    [InlineData(new byte[] { 0x8C, 0x11 })] // 7 bits of picture number
    [InlineData(new byte[] { 0xAC, 0x81, 0x02, 0x00, 5 })] // 15 bits, layers, TL0PICIDX
    [InlineData(new byte[] { 0xFC, 0x81, 0x02, 0x00, 0x03, 0x05, 0x02 })] // flexible: layers, three references
    [InlineData(new byte[] { 0x0E, 0x18, 1, 64, 0, 180, 2, 0x04, 1, 0x08, 1, 2 })] // structure: a size, two pictures
    [InlineData(new byte[] { 0x0E, 0x00 })]
    public void Vp9Depacketizer_EveryDescriptor_IsTakenOff(byte[] descriptor)
    {
        using var depacketizer = new Vp9Depacketizer();

        depacketizer.Push([.. descriptor, .. Vp9Key], 1, true);

        Assert.True(depacketizer.TryTake(out var unit));
        Assert.Equal(Vp9Key, unit.Payload.Span.ToArray());
        Assert.Equal(FrameFlags.KeyFrame, unit.Flags);
        Assert.Equal((320, 180), (unit.Track.Video!.Width, unit.Track.Video.Height));
        unit.Payload.Dispose();
    }

    [Fact]
    public void Vp9Depacketizer_SpatialLayers_MakeASuperframe()
    {
        using var depacketizer = new Vp9Depacketizer();

        depacketizer.Push([0x2C, 0x00, 0, .. Vp9Key], 1, false);
        depacketizer.Push([0x28, 0x02, 0, 1], 1, false);
        depacketizer.Push([0x24, 0x02, 0, 2], 1, true);

        Assert.True(depacketizer.TryTake(out var unit));
        Assert.Equal([.. Vp9Key, 1, 2, 0xD9, 10, 0, 0, 0, 2, 0, 0, 0, 0xD9], unit.Payload.Span.ToArray());
        unit.Payload.Dispose();
    }

    [Theory]
    [InlineData(new byte[] { 0x8C })]
    [InlineData(new byte[] { 0x8C, 0x80 })]
    [InlineData(new byte[] { 0x2C, 0x00 })]
    [InlineData(new byte[] { 0x5C, 0x03, 0x03, 0x03, 0x02 })] // four references
    [InlineData(new byte[] { 0x0E })]
    [InlineData(new byte[] { 0x0E, 0xF8, 1 })]
    [InlineData(new byte[] { 0x0E, 0x08, 2, 0x04 })]
    [InlineData(new byte[] { 0x04, 1 })] // no start
    [InlineData(new byte[] { 0x08, 1 })] // no end
    public void Vp9Depacketizer_Damage_AsksForAKeyFrame(byte[] payload)
    {
        using var depacketizer = new Vp9Depacketizer();
        depacketizer.Push([0x0C, .. Vp9Key], 1, true);
        Assert.True(depacketizer.TryTake(out var unit));
        unit.Payload.Dispose();

        depacketizer.Push(payload, 2, true);

        Assert.False(depacketizer.TryTake(out _));
        Assert.True(depacketizer.NeedsKeyFrame);
    }
}
