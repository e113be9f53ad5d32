using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Benchmarks;

/// <summary>Frames like those of a 1 Mb/s stream: 25 pictures a second, a key frame every 2 s.</summary>
internal static class SampleFrames
{
    /// <summary>Pictures from one key frame to the next.</summary>
    public const int GroupLength = 50;

    private const int KeyFrameBytes = 20_000;
    private const int FrameBytes = 4_500;

    /// <summary>An H.264 track.</summary>
    public static TrackInfo Video { get; } = new() { Kind = MediaKind.Video, Codec = MediaCodec.H264 };

    /// <summary>Picture number <paramref name="number"/>; the caller disposes it.</summary>
    public static MediaFrame Picture(int number)
    {
        var isKey = number % GroupLength == 0;
        var bytes = PooledBytes.Copy(BufferPool.Shared, new byte[isKey ? KeyFrameBytes : FrameBytes]);
        return new MediaFrame(bytes, 0)
        {
            Track = Video,
            EncoderTime = TimeSpan.FromMilliseconds(number * 40),
            Dts = TimeSpan.FromMilliseconds(number * 40),
            Flags = isKey ? FrameFlags.KeyFrame : FrameFlags.None,
        };
    }
}
