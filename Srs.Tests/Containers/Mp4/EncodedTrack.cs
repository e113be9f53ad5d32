using System.Globalization;
using System.Text.Json;
using Srs.Media.Buffers;
using Srs.Media.Codecs.Flac;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Mp4;

/// <summary>A track that ffmpeg encoded into an MP4 file: what ffprobe says of its packets, and the same as our frames.</summary>
internal sealed class EncodedTrack
{
    /// <summary>Added to every time, since ffmpeg begins with negative ones.</summary>
    public static readonly TimeSpan Shift = TimeSpan.FromSeconds(2);

    private EncodedTrack(TrackInfo track, List<MediaFrame> frames, List<MediaPacket> packets) =>
        (Track, Frames, Packets) = (track, frames, packets);

    public TrackInfo Track { get; }

    /// <summary>On the timeline of a stream; they live as long as the test.</summary>
    public List<MediaFrame> Frames { get; }

    /// <summary>What ffprobe reads in ffmpeg's own file.</summary>
    public List<MediaPacket> Packets { get; }

    /// <summary>Two seconds of a test picture, 30 a second in groups of 24.</summary>
    public static Task<EncodedTrack> VideoAsync(MediaCodec codec, params string[] encoder) => MakeAsync(
        codec, ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=30:d=2", "-pix_fmt", "yuv420p", "-g", "24", .. encoder]);

    /// <summary>Two seconds of a tone.</summary>
    public static Task<EncodedTrack> AudioAsync(MediaCodec codec, params string[] encoder) => MakeAsync(
        codec, ["-f", "lavfi", "-i", "sine=sample_rate=48000:duration=2", .. encoder]);

    /// <summary>The frames with the times that RTMP gives them: whole milliseconds.</summary>
    public IEnumerable<MediaFrame> InMilliseconds() => Frames.Select(frame => Copy(frame, Floor(frame.Dts), Floor(frame.Pts)));

    /// <summary>A frame with the same payload at another time.</summary>
    public static MediaFrame Copy(MediaFrame frame, TimeSpan dts, TimeSpan pts) =>
        new(PooledBytes.Copy(BufferPool.Shared, frame.Payload.Span), 0)
        {
            Track = frame.Track,
            Flags = frame.Flags,
            EncoderTime = dts,
            Dts = dts,
            CompositionOffset = pts - dts,
        };

    private static TimeSpan Floor(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Floor(time.TotalMilliseconds));

    private static async Task<EncodedTrack> MakeAsync(MediaCodec codec, string[] arguments)
    {
        var path = Path.Combine(Path.GetTempPath(), $"srs-{Guid.NewGuid():N}.mp4");
        try
        {
            var made = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-y", .. arguments, "-strict", "-2", "-f", "mp4", path]);
            made.AssertSucceeded();
            var file = await File.ReadAllBytesAsync(path);
            var (packets, stream) = await MediaPacket.ReadAsync(path);
            return Make(codec, file, packets, stream[0]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static EncodedTrack Make(MediaCodec codec, byte[] file, List<MediaPacket> packets, JsonElement stream)
    {
        var config = stream.TryGetProperty("extradata", out var dump) ? ParseDump(dump.GetString()!) : [];
        var isVideo = stream.GetProperty("codec_type").GetString() == "video";
        var track = new TrackInfo
        {
            Kind = isVideo ? MediaKind.Video : MediaKind.Audio,
            Codec = codec,
            Config = codec switch
            {
                MediaCodec.Flac => FlacStreamInfo.ToCanonical(config),
                MediaCodec.Mp3 or MediaCodec.Ac3 or MediaCodec.Eac3 => default,
                _ => config,
            },
            Video = isVideo ? new VideoFormat(stream.GetProperty("width").GetInt32(), stream.GetProperty("height").GetInt32(), "", "") : null,
            Audio = isVideo ? null : new AudioFormat(
                int.Parse(stream.GetProperty("sample_rate").GetString()!, CultureInfo.InvariantCulture), stream.GetProperty("channels").GetInt32(), 16, ""),
        };

        // The file has one track, whose samples lie one after another.
        var at = file.AsSpan().IndexOf("mdat"u8) + 4;
        var frames = new List<MediaFrame>();
        foreach (var packet in packets)
        {
            using var payload = PooledBytes.Copy(BufferPool.Shared, file.AsSpan(at, packet.Size));
            at += packet.Size;
            var dts = TimeSpan.FromSeconds(packet.Dts) + Shift;
            frames.Add(new MediaFrame(payload, 0)
            {
                Track = track,
                Flags = isVideo && packet.IsKeyFrame ? FrameFlags.KeyFrame : FrameFlags.None,
                EncoderTime = dts,
                Dts = dts,
                CompositionOffset = TimeSpan.FromSeconds(packet.Pts) + Shift - dts,
            });
        }

        return new EncodedTrack(track, frames, packets);
    }

    /// <summary>Bytes of a dump like "00000000: 1210 56e5 00    ..V..".</summary>
    private static byte[] ParseDump(string dump) =>
    [
        .. dump.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(static line => Convert.FromHexString(line[10..49].Replace(" ", "", StringComparison.Ordinal))),
    ];
}
