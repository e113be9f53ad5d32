using System.Buffers.Binary;
using System.Security.Cryptography;
using Srs.Media.Buffers;
using Srs.Media.Codecs.H264;
using Srs.Media.Codecs.H265;
using Srs.Media.Codecs.Nal;
using Srs.Media.Codecs.Vp8;
using Srs.Media.Codecs.Vp9;
using Srs.Media.Containers;
using Srs.Media.Containers.Ivf;
using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;
using Srs.Tests.Containers.MpegTs;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp.Payloads;

/// <summary>Frames of real encoders, packets that know nothing of the product's headers, and ways back to elementary streams.</summary>
internal static class RtpSamples
{
    private const int HeaderLength = 12;

    /// <summary>A packet; one without payload stands for a loss.</summary>
    internal sealed record Packet(byte[] Payload, uint Timestamp, bool IsMarked)
    {
        public static Packet Loss { get; } = new([], 0, false);
    }

    /// <summary>The frames of an elementary stream with 25 pictures a second, decoding times only.</summary>
    public static async Task<List<MediaFrame>> FramesAsync(MediaCodec codec, byte[] stream, BufferPool? pool = null)
    {
        var frames = new List<MediaFrame>();
        using var input = new MemoryStream(stream);
        var track = new AccessUnitTrack(0);
        var (annexB, ivf) = (codec is MediaCodec.H264 or MediaCodec.H265 ? new AnnexBReader(input, codec) : null, new IvfReader(input));
        while (true)
        {
            using var unit = annexB is null ? (await ivf.ReadAsync()).Frame : await annexB.ReadAsync();
            if (unit is null)
            {
                return frames;
            }

            var payload = new PooledBytes(pool ?? BufferPool.Shared);
            var flags = FrameFlags.None;
            switch (codec)
            {
                case MediaCodec.H264 or MediaCodec.H265:
                    Assert.Null(track.AppendNalUnits(codec, unit.Span, payload, out flags, out _));
                    break;
                case MediaCodec.Av1:
                    Assert.Null(track.AppendTemporalUnit(unit.Span, payload, out flags));
                    break;
                default:
                    track.Info ??= new TrackInfo { Kind = MediaKind.Video, Codec = codec };
                    flags = Vp8FrameHeader.TryRead(unit.Span, out _) || Vp9FrameHeader.TryRead(unit.Span, out _) ? FrameFlags.KeyFrame : FrameFlags.None;
                    payload.Append(unit.Span);
                    break;
            }

            var time = TimeSpan.FromMilliseconds(frames.Count * 40);
            frames.Add(new MediaFrame(payload, 0) { Track = track.Info!, Flags = flags, EncoderTime = time, Dts = time });
        }
    }

    /// <summary>The pictures of what ffmpeg makes with B-frames, presentation times too.</summary>
    public static async Task<List<MediaFrame>> ReorderedFramesAsync(string encoder, params string[] options)
    {
        var result = await ExternalTool.RunAsync(
            "ffmpeg",
            ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=3", "-pix_fmt", "yuv420p", "-g", "50", "-c:v", encoder, .. options, "-f", "mpegts", "-"]);
        return [.. TsSamples.Demux(result.AssertSucceeded().Output).Results.Select(static one => one.Frame).OfType<MediaFrame>()];
    }

    /// <summary>The packets of frames, at the frames' presentation times or <paramref name="times"/>; the frames stay the caller's.</summary>
    public static List<Packet> Packetize(RtpPacketizer packetizer, IEnumerable<MediaFrame> frames, IReadOnlyList<TimeSpan>? times = null)
    {
        var packets = new List<Packet>();
        var clock = RtpMediaClock.Of(packetizer.Codec);
        foreach (var (index, frame) in frames.Index())
        {
            using var cut = packetizer.Packetize(frame, clock.ToTimestamp(times?[index] ?? frame.Pts));
            for (var i = 0; cut is not null && i < cut.Count; i++)
            {
                packets.Add(new Packet(cut.GetPayload(i).ToArray(), cut.Timestamp, cut.IsMarked(i)));
            }
        }

        return packets;
    }

    /// <summary>The frames of packets; the caller disposes their payloads.</summary>
    public static List<RtpAccessUnit> Depacketize(RtpDepacketizer depacketizer, IEnumerable<Packet> packets)
    {
        var units = new List<RtpAccessUnit>();
        foreach (var packet in packets)
        {
            if (packet == Packet.Loss)
            {
                depacketizer.OnLoss();
            }
            else
            {
                depacketizer.Push(packet.Payload, packet.Timestamp, packet.IsMarked);
            }

            while (depacketizer.TryTake(out var unit))
            {
                units.Add(unit);
            }
        }

        return units;
    }

    /// <summary>Flags, time and content of frames, which are disposed.</summary>
    public static List<string> Describe(IEnumerable<RtpAccessUnit> units)
    {
        var lines = new List<string>();
        foreach (var unit in units)
        {
            lines.Add($"{unit.Flags} {unit.Timestamp} {unit.Payload.Length} {Convert.ToHexString(SHA256.HashData(unit.Payload.Span))[..16]}");
            unit.Payload.Dispose();
        }

        return lines;
    }

    /// <summary>The same of frames as they were before.</summary>
    public static List<string> Describe(IEnumerable<MediaFrame> frames) =>
    [
        .. frames.Select(static frame =>
            $"{frame.Flags} {RtpMediaClock.Of(frame.Track.Codec).ToTimestamp(frame.Pts)} {frame.Length} {Convert.ToHexString(SHA256.HashData(frame.Payload.Span))[..16]}"),
    ];

    /// <summary>Frames as an elementary stream that ffmpeg reads: Annex B, or IVF; the frames are disposed.</summary>
    public static byte[] ToStream(IReadOnlyList<RtpAccessUnit> units)
    {
        using var stream = new MemoryStream();
        var codec = units[0].Track.Codec;
        if (codec is not (MediaCodec.H264 or MediaCodec.H265))
        {
            stream.Write(IvfHeader(codec));
        }

        foreach (var (index, unit) in units.Index())
        {
            if (codec is MediaCodec.H264 or MediaCodec.H265)
            {
                WriteAnnexB(stream, unit);
            }
            else
            {
                var header = new byte[12];
                BinaryPrimitives.WriteInt32LittleEndian(header, unit.Payload.Length);
                BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), index);
                stream.Write(header);
                stream.Write(unit.Payload.Span);
            }

            unit.Payload.Dispose();
        }

        return stream.ToArray();
    }

    /// <summary>Whole RTP packets, RFC 3550 §5.1, without extension.</summary>
    public static List<byte[]> ToRtp(IEnumerable<Packet> packets, byte payloadType)
    {
        var all = new List<byte[]>();
        foreach (var packet in packets)
        {
            var bytes = new byte[HeaderLength + packet.Payload.Length];
            bytes[0] = 0x80;
            bytes[1] = (byte)(payloadType | (packet.IsMarked ? 0x80 : 0));
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)(65_500 + all.Count));
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), packet.Timestamp + 0xFFFF0000);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), 0x5253);
            packet.Payload.CopyTo(bytes, HeaderLength);
            all.Add(bytes);
        }

        return all;
    }

    /// <summary>Reads RTP packets with an optional extension and padding, in order of arrival; fails when one is missing.</summary>
    public static List<Packet> FromRtp(IEnumerable<byte[]> datagrams)
    {
        var packets = new List<Packet>();
        var last = -1;
        foreach (var bytes in datagrams)
        {
            var sequence = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2));
            Assert.True(last < 0 || sequence == (ushort)(last + 1), "A packet is missing.");
            last = sequence;
            var start = HeaderLength + ((bytes[0] & 15) * 4);
            start += (bytes[0] & 0x10) != 0 ? 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(start + 2))) : 0;
            var end = bytes.Length - ((bytes[0] & 0x20) != 0 ? bytes[^1] : 0);
            packets.Add(new Packet(bytes[start..end], BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4)), (bytes[1] & 0x80) != 0));
        }

        return packets;
    }

    private static byte[] IvfHeader(MediaCodec codec)
    {
        var header = new byte[32];
        "DKIF"u8.CopyTo(header);
        header[6] = 32;
        (codec switch { MediaCodec.Vp8 => "VP80"u8, MediaCodec.Vp9 => "VP90"u8, _ => "AV01"u8 }).CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(12), 320);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(14), 180);
        header[16] = 25;
        header[20] = 1;
        return header;
    }

    private static void WriteAnnexB(MemoryStream stream, RtpAccessUnit unit)
    {
        if ((unit.Flags & FrameFlags.KeyFrame) != 0)
        {
            foreach (var set in ParameterSetsOf(unit.Track))
            {
                stream.Write([0, 0, 0, 1, .. set.Span]);
            }
        }

        var rest = unit.Payload.Span;
        while (NalUnits.TryReadNext(ref rest, 4, out var nal))
        {
            stream.Write([0, 0, 0, 1, .. nal]);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> ParameterSetsOf(TrackInfo track)
    {
        if (track.Codec == MediaCodec.H264)
        {
            Assert.True(AvcDecoderConfigurationRecord.TryRead(track.Config, out var avc));
            return [.. avc.SequenceParameterSets, .. avc.PictureParameterSets];
        }

        Assert.True(HevcDecoderConfigurationRecord.TryRead(track.Config, out var hevc));
        return hevc.Arrays.SelectMany(static array => array.Units);
    }
}
