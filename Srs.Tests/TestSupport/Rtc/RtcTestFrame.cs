using System.Buffers.Binary;
using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Tests.TestSupport.Rtc;

/// <summary>Pictures with a number, whose every byte follows from it: a header of VP8, and what no decoder would take.</summary>
internal static class RtcTestFrame
{
    /// <summary>Frame tag, start code and size of a key frame. RFC 6386 §9.1.</summary>
    private static readonly byte[] KeyHeader = [0x10, 0, 0, 0x9D, 1, 0x2A, 64, 1, 180, 0];

    private static readonly byte[] InterHeader = [0x11, 0, 0];

    private static readonly TrackInfo Track = new() { Kind = MediaKind.Video, Codec = MediaCodec.Vp8 };

    /// <summary>The bytes of a picture: one to four packets.</summary>
    public static byte[] Make(int number, bool isKey)
    {
        var header = isKey ? KeyHeader : InterHeader;
        var frame = new byte[header.Length + sizeof(int) + 200 + (number * 977 % 4000)];
        header.CopyTo(frame, 0);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(header.Length), number);
        for (var i = header.Length + sizeof(int); i < frame.Length; i++)
        {
            frame[i] = (byte)((number * 31) + i);
        }

        return frame;
    }

    /// <summary>The same for a packetizer; the caller disposes it.</summary>
    public static MediaFrame MakeFrame(int number, bool isKey, TimeSpan time) => new(PooledBytes.Copy(BufferPool.Shared, Make(number, isKey)), 0)
    {
        Track = Track,
        EncoderTime = time,
        Dts = time,
        Flags = isKey ? FrameFlags.KeyFrame : FrameFlags.None,
    };

    /// <summary>The number of a picture, of which every byte must be as it was made.</summary>
    public static int NumberOf(ReadOnlySpan<byte> frame)
    {
        var isKey = (frame[0] & 1) == 0;
        var number = BinaryPrimitives.ReadInt32BigEndian(frame[(isKey ? KeyHeader : InterHeader).Length..]);
        Assert.True(frame.SequenceEqual(Make(number, isKey)), $"Picture {number} is damaged.");
        return number;
    }
}
