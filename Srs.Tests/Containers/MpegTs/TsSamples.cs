using System.Buffers;
using System.Buffers.Binary;
using Srs.Media.Buffers;
using Srs.Media.Containers.MpegTs;
using Srs.Media.Frames;
using Srs.Tests.Containers.Flv;

namespace Srs.Tests.Containers.MpegTs;

/// <summary>Frames of encoders, what the muxer makes of them, and a look at transport packets that knows nothing of the product's readers.</summary>
internal static class TsSamples
{
    public static readonly TrackInfo H264 = Track(FlvEnhancedSamples.Videos[0]);
    public static readonly TrackInfo H265 = Track(FlvEnhancedSamples.Videos[1]);
    public static readonly TrackInfo Aac = new() { Kind = MediaKind.Audio, Codec = MediaCodec.Aac, Config = new byte[] { 0x12, 0x10 }, Audio = new(44100, 2, 16, "LC") };
    public static readonly TrackInfo AacMono8k = new() { Kind = MediaKind.Audio, Codec = MediaCodec.Aac, Config = new byte[] { 0x15, 0x88 }, Audio = new(8000, 1, 16, "LC") };
    public static readonly TrackInfo Opus = Track(FlvEnhancedSamples.Audios[2]);
    public static readonly TrackInfo Klv = new() { Kind = MediaKind.Data, Codec = MediaCodec.Klv };
    public static readonly TrackInfo Id3 = new() { Kind = MediaKind.Data, Codec = MediaCodec.Id3 };

    public static byte[][] H264Units => FlvEnhancedSamples.Videos[0].Frames;

    public static byte[][] H265Units => FlvEnhancedSamples.Videos[1].Frames;

    /// <summary>A frame; its times are the encoder's.</summary>
    public static MediaFrame Frame(TrackInfo track, byte[] payload, double milliseconds, bool isKey = false, double composition = 0, BufferPool? pool = null) =>
        new(PooledBytes.Copy(pool ?? BufferPool.Shared, payload), 0)
        {
            Track = track,
            EncoderTime = TimeSpan.FromMilliseconds(milliseconds),
            Dts = TimeSpan.FromMilliseconds(milliseconds),
            CompositionOffset = TimeSpan.FromMilliseconds(composition),
            Flags = isKey ? FrameFlags.KeyFrame : FrameFlags.None,
        };

    /// <summary>What one muxer makes of frames, which it disposes.</summary>
    public static byte[] Mux(IEnumerable<MediaFrame> frames, TsMuxer? muxer = null)
    {
        muxer ??= new TsMuxer();
        var output = new ArrayBufferWriter<byte>();
        foreach (var frame in frames)
        {
            muxer.WriteFrame(frame, frame.Dts, output);
            frame.Dispose();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>A second of pictures with sound, in order of time.</summary>
    public static IEnumerable<MediaFrame> Movie(TrackInfo? video = null, byte[][]? units = null, int pictures = 25)
    {
        video ??= H264;
        units ??= H264Units;
        for (var i = 0; i < pictures; i++)
        {
            yield return Frame(video, units[i % units.Length], i * 40, isKey: i % units.Length == 0);
            yield return Frame(Aac, AacPayload(2 * i), i * 40);
            yield return Frame(Aac, AacPayload((2 * i) + 1), (i * 40) + 20);
        }
    }

    /// <summary>Bytes that stand for an AAC access unit.</summary>
    public static byte[] AacPayload(int number) => [0x21, .. Enumerable.Range(0, 100 + (number * 37 % 300)).Select(i => (byte)(i * number))];

    /// <summary>The packets, each looked at.</summary>
    public static List<Packet> Packets(ReadOnlySpan<byte> stream)
    {
        Assert.Equal(0, stream.Length % 188);
        var packets = new List<Packet>();
        for (; !stream.IsEmpty; stream = stream[188..])
        {
            packets.Add(Look(stream[..188]));
        }

        return packets;
    }

    /// <summary>Asserts that no packet is missing on any PID, over the counters of <paramref name="counters"/> when given.</summary>
    public static void AssertContinuous(IEnumerable<Packet> packets, Dictionary<int, int>? counters = null)
    {
        counters ??= [];
        foreach (var packet in packets)
        {
            var expected = counters.TryGetValue(packet.Pid, out var last) ? (last + (packet.HasPayload ? 1 : 0)) & 15 : packet.Counter;
            Assert.Equal(expected, packet.Counter);
            counters[packet.Pid] = packet.Counter;
        }
    }

    /// <summary>All that comes out of a demuxer, cut into pieces of <paramref name="piece"/> bytes.</summary>
    public static (List<TsFrameResult> Results, TsDemuxer Demuxer) Demux(byte[] stream, int piece = int.MaxValue, BufferPool? pool = null)
    {
        var demuxer = new TsDemuxer(pool);
        var results = new List<TsFrameResult>();
        for (var at = 0; at < stream.Length; at += Math.Min(piece, stream.Length - at))
        {
            demuxer.Write(stream.AsSpan(at, Math.Min(piece, stream.Length - at)));
            Drain(demuxer, results);
        }

        demuxer.Complete();
        Drain(demuxer, results);
        return (results, demuxer);
    }

    /// <summary>Kind, time, offset, flags and content of the frames among results, which are disposed.</summary>
    public static List<string> Describe(List<TsFrameResult> results)
    {
        var lines = new List<string>();
        foreach (var (track, frame, reason) in results)
        {
            lines.Add(frame is null
                ? $"dropped {reason}"
                : $"{(track is null ? "" : "new ")}{frame.Track.Kind} {frame.Track.Id} {frame.EncoderTime.TotalMilliseconds} {frame.CompositionOffset.TotalMilliseconds} {frame.Flags} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(frame.Payload.Span))[..16]} {frame.Length}");
            frame?.Dispose();
        }

        return lines;
    }

    private static void Drain(TsDemuxer demuxer, List<TsFrameResult> results)
    {
        while (demuxer.TryRead(out var result))
        {
            results.Add(result);
        }
    }

    private static TrackInfo Track(FlvEnhancedSamples.Sample sample) =>
        new() { Kind = sample.Kind, Codec = sample.Codec, Config = sample.Config, Video = sample.Video, Audio = sample.Audio };

    private static Packet Look(ReadOnlySpan<byte> packet)
    {
        Assert.Equal(0x47, packet[0]);
        var pid = BinaryPrimitives.ReadUInt16BigEndian(packet[1..]) & 0x1FFF;
        var (flags, pcr, at) = (0, -1L, 4);
        if ((packet[3] & 0x20) != 0)
        {
            var length = packet[4];
            Assert.True(length <= ((packet[3] & 0x10) != 0 ? 182 : 183));
            flags = length > 0 ? packet[5] : 0;
            pcr = (flags & 0x10) != 0 ? ((long)BinaryPrimitives.ReadUInt32BigEndian(packet[6..]) << 1) | (uint)(packet[10] >> 7) : -1;
            at += 1 + length;
        }

        return new Packet(pid, (packet[1] & 0x40) != 0, packet[3] & 15, (packet[3] & 0x10) != 0, flags, pcr, (packet[3] & 0x10) != 0 ? packet[at..].ToArray() : []);
    }

    /// <summary>A transport packet.</summary>
    internal sealed record Packet(int Pid, bool StartsUnit, int Counter, bool HasPayload, int Flags, long Pcr, byte[] Payload)
    {
        public bool IsRandomAccess => (Flags & 0x40) != 0;

        /// <summary>The presentation time in a PES header, in ticks of 90 kHz.</summary>
        public long Pts => Timestamp(9);

        /// <summary>The decoding time, which is the other where there is none.</summary>
        public long Dts => (Payload[7] & 0x40) != 0 ? Timestamp(14) : Pts;

        private long Timestamp(int at) =>
            ((long)(Payload[at] & 0x0E) << 29) | ((long)Payload[at + 1] << 22) | ((long)(Payload[at + 2] & 0xFE) << 14) | ((long)Payload[at + 3] << 7) | (long)(Payload[at + 4] >> 1);
    }
}
