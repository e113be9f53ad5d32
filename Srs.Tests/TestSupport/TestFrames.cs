using System.Buffers.Binary;
using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Tests.TestSupport;

/// <summary>Tracks and frames with a number in them. The first four bytes of a payload are the frame's number, big endian.</summary>
public static class TestFrames
{
    public static TrackInfo VideoTrack(byte version = 1) => new() { Kind = MediaKind.Video, Codec = MediaCodec.H264, Config = new[] { version } };

    public static TrackInfo AudioTrack(byte version = 1) => new() { Kind = MediaKind.Audio, Codec = MediaCodec.Aac, Config = new[] { version } };

    public static TrackInfo DataTrack { get; } = new() { Kind = MediaKind.Data, Codec = MediaCodec.ScriptData };

    /// <summary>Makes a frame; its <see cref="MediaFrame.Dts"/> is its encoder time, for those who go past the stream.</summary>
    public static MediaFrame Make(TrackInfo track, double milliseconds, bool isKey = false, int number = 0, int size = 100, BufferPool? pool = null)
    {
        var payload = new byte[Math.Max(size, sizeof(int))];
        new Random(number).NextBytes(payload);
        BinaryPrimitives.WriteInt32BigEndian(payload, number);
        var time = TimeSpan.FromMilliseconds(milliseconds);
        return new MediaFrame(PooledBytes.Copy(pool ?? BufferPool.Shared, payload), 0)
        {
            Track = track,
            EncoderTime = time,
            Dts = time,
            Flags = isKey ? FrameFlags.KeyFrame : FrameFlags.None,
        };
    }

    /// <summary>The number in a frame's payload.</summary>
    public static int Number(MediaFrame frame) => BinaryPrimitives.ReadInt32BigEndian(frame.Payload.Span);
}
