using Srs.Media.Buffers;
using Srs.Media.Codecs.Av1;
using Srs.Media.Containers;
using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;
using Srs.Tests.Containers.Flv;
using Srs.Tests.Containers.MpegTs;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp.Payloads;

/// <summary>Frames of real encoders through packetizer and depacketizer, and what all packetizers share.</summary>
public sealed class RtpPacketizerTests
{
    public static TheoryData<int, int> CodecsAndLengths
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var codec in Enumerable.Range(0, FlvEnhancedSamples.Videos.Count))
            {
                foreach (var length in (int[])[64, 97, 300, 1180, 65535])
                {
                    data.Add(codec, length);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(CodecsAndLengths))]
    public void Frames_CutAndPutTogether_AreTheSame(int codec, int maxPayloadLength)
    {
        using var pool = new PoolScope();
        var frames = Frames(codec, pool.Pool);
        using var depacketizer = RtpDepacketizer.Create(frames[0].Track.Codec, pool: pool.Pool)!;

        var packets = RtpSamples.Packetize(Packetizer(frames[0].Track.Codec, maxPayloadLength, pool.Pool), frames);
        var units = RtpSamples.Depacketize(depacketizer, packets);

        Assert.All(packets, packet => Assert.InRange(packet.Payload.Length, 1, maxPayloadLength));
        Assert.Equal(RtpSamples.Describe(Expected(frames)), RtpSamples.Describe(units));
        Assert.Equal(0, depacketizer.DamagedFrames);
        Assert.False(depacketizer.NeedsKeyFrame);
        frames.ForEach(static frame => frame.Dispose());
    }

    [Theory, MemberData(nameof(CodecsAndLengths))]
    public void Packets_OfAFrame_LeaveInFewRuns(int codec, int maxPayloadLength)
    {
        var frames = Frames(codec);
        var packetizer = Packetizer(frames[0].Track.Codec, maxPayloadLength);

        foreach (var frame in frames)
        {
            using var packets = packetizer.Packetize(frame, 1)!;
            var runs = 0;
            for (var i = 0; i < packets.Count; i += packets.GetRunLength(i))
            {
                runs++;
                var length = packets.GetPayload(i).Length;
                var end = i + packets.GetRunLength(i);
                for (var k = i; k < end; k++)
                {
                    Assert.True(k == end - 1 ? packets.GetPayload(k).Length <= length : packets.GetPayload(k).Length == length);
                    Assert.Equal(k == packets.Count - 1, packets.IsMarked(k));
                }
            }

            // Parameter sets and SEI, then the slices; the small ones of H.265 have runs of their own.
            Assert.InRange(runs, 1, frame.Track.Codec is MediaCodec.H264 or MediaCodec.H265 ? 4 : 2);
            Assert.InRange(packets.Count, packets.TotalLength / maxPayloadLength, (packets.TotalLength / maxPayloadLength) + 4);
            Assert.InRange(packets.LargestLength, 1, maxPayloadLength);
            frame.Dispose();
        }
    }

    [Fact]
    public void Packets_AfterTheLastReference_AreGone()
    {
        using var pool = new PoolScope();
        var packets = new H264Packetizer(pool: pool.Pool).Packetize(Frames(0)[0], 7)!;

        packets.AddRef();
        packets.Dispose();
        Assert.Equal(7u, packets.Timestamp);
        Assert.True(packets.IsKeyFrame);
        Assert.NotEqual(0, packets.GetPayload(0).Length);
        packets.Dispose();

        Assert.Throws<ObjectDisposedException>(() => packets.GetPayload(0).Length);
    }

    [Fact]
    public void Packetizer_FrameAfterFrame_RentsOneBufferEach()
    {
        using var pool = new PoolScope();
        var frames = Frames(0, pool.Pool);
        var packetizer = new H264Packetizer(pool: pool.Pool);
        var rented = pool.Pool.RentCount;

        foreach (var frame in frames)
        {
            packetizer.Packetize(frame, 1)!.Dispose();
            frame.Dispose();
        }

        Assert.Equal(rented + frames.Count, pool.Pool.RentCount);
    }

    [Theory]
    [InlineData(63)]
    [InlineData(65536)]
    public void Options_OutOfRange_AreRefused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Vp8Packetizer(new RtpPacketizerOptions { MaxPayloadLength = length }));

    [Theory]
    [InlineData(MediaCodec.Aac)]
    [InlineData(MediaCodec.Vp6)]
    public void Codec_WebRtcDoesNotCarry_HasNone(MediaCodec codec)
    {
        Assert.Null(RtpPacketizer.Create(codec));
        Assert.Null(RtpDepacketizer.Create(codec));
        Assert.Equal(0, RtpMediaClock.Of(codec).Rate);
    }

    [Theory]
    [InlineData(MediaCodec.Opus, 48_000)]
    [InlineData(MediaCodec.G711ALaw, 8_000)]
    [InlineData(MediaCodec.G711MuLaw, 8_000)]
    [InlineData(MediaCodec.G722, 16_000)]
    public void Sound_ComesBackFrameByFrame(MediaCodec codec, int sampleRate)
    {
        using var pool = new PoolScope();
        var track = new TrackInfo { Kind = MediaKind.Audio, Codec = codec };
        MediaFrame[] frames = [TsSamples.Frame(track, [0xFC, 1, 2], 0, pool: pool.Pool), TsSamples.Frame(track, new byte[160], 20, pool: pool.Pool)];
        using var depacketizer = RtpDepacketizer.Create(codec, trackId: 3, channels: 1, pool.Pool)!;

        var packets = RtpSamples.Packetize(RtpPacketizer.Create(codec, pool: pool.Pool)!, frames);
        var units = RtpSamples.Depacketize(depacketizer, packets);

        Assert.All(packets, static packet => Assert.False(packet.IsMarked));
        Assert.False(depacketizer.NeedsKeyFrame);
        Assert.Equal((3, sampleRate, 1), (depacketizer.Track!.Id, depacketizer.Track.Audio!.SampleRate, depacketizer.Track.Audio.Channels));
        Assert.Equal(RtpSamples.Describe(frames), RtpSamples.Describe(units));
        Array.ForEach(frames, static frame => frame.Dispose());
    }

    [Fact]
    public void Sound_TooLongForAPacket_IsLeftOut()
    {
        using var pool = new PoolScope();
        var track = new TrackInfo { Kind = MediaKind.Audio, Codec = MediaCodec.G711ALaw };
        using var frame = TsSamples.Frame(track, new byte[1181], 0, pool: pool.Pool);

        Assert.Null(new AudioPacketizer(MediaCodec.G711ALaw, pool: pool.Pool).Packetize(frame, 0));
    }

    [Fact]
    public void Unit_MadeAFrame_HasItsTimes()
    {
        var track = new TrackInfo { Kind = MediaKind.Audio, Codec = MediaCodec.Opus };
        var unit = new RtpAccessUnit(track, FrameFlags.KeyFrame, 9, PooledBytes.Copy(BufferPool.Shared, [1, 2]));

        using var frame = unit.ToFrame(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));

        Assert.Equal((track, FrameFlags.KeyFrame), (frame.Track, frame.Flags));
        Assert.Equal((1, 1, 3), (frame.EncoderTime.TotalSeconds, frame.Dts.TotalSeconds, frame.Pts.TotalSeconds));
        Assert.Equal([1, 2], frame.Payload.ToArray());
    }

    internal static List<MediaFrame> Frames(int codec, BufferPool? pool = null)
    {
        var sample = FlvEnhancedSamples.Videos[codec];
        var track = new TrackInfo { Kind = MediaKind.Video, Codec = sample.Codec, Config = sample.Config, Video = sample.Video };
        return [.. sample.Frames.Select((payload, i) => TsSamples.Frame(track, payload, i * 40, isKey: i == 0, pool: pool))];
    }

    /// <summary>The frames without what RTP leaves out.</summary>
    private static IEnumerable<MediaFrame> Expected(List<MediaFrame> frames)
    {
        var track = new AccessUnitTrack(0) { Info = frames[0].Track };
        foreach (var frame in frames)
        {
            var payload = new PooledBytes(BufferPool.Shared);
            switch (frame.Track.Codec)
            {
                case MediaCodec.H264 or MediaCodec.H265:
                    Assert.Null(track.AppendCanonical(frame.Track.Codec, frame.Payload.Span, payload, out _, out _));
                    break;
                case MediaCodec.Av1 when Av1Obu.TryFindSequenceHeader(frame.Payload.Span, out _) == frame.IsKeyFrame:
                    Assert.Null(track.AppendTemporalUnit(frame.Payload.Span, payload, out _));
                    break;
                default:
                    payload.Append(frame.Payload.Span);
                    break;
            }

            using var expected = new RtpAccessUnit(frame.Track, frame.Flags, 0, payload).ToFrame(frame.Dts, frame.Pts);
            yield return expected;
        }
    }

    private static RtpPacketizer Packetizer(MediaCodec codec, int maxPayloadLength, BufferPool? pool = null) =>
        RtpPacketizer.Create(codec, new RtpPacketizerOptions { MaxPayloadLength = maxPayloadLength }, pool)!;

    /// <summary>A pool that must have everything back at the end.</summary>
    internal sealed class PoolScope : IDisposable
    {
        public TrackingBufferPool Pool { get; } = new();

        public void Dispose() => Pool.AssertAllReturned();
    }
}
