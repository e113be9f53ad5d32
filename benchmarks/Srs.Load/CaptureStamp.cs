using System.Buffers.Binary;
using System.Globalization;

namespace Srs.Load;

/// <summary>Marks each H.264 picture with the time at which its publisher sent it.</summary>
/// <remarks>
/// <code>
/// | NAL length 4 = 36 | 06 | payload type 05 | size 32 | "srs-load-capture" 16 | hexadecimal nanoseconds 16 | 80 |
/// </code>
/// A user_data_unregistered SEI message (ISO/IEC 14496-10 D.1.6), which servers pass on and decoders ignore. The time is of the
/// monotonic clock, in text, so that no emulation prevention byte is ever needed. <c>floor.cpp</c> writes the same.
/// </remarks>
internal static class CaptureStamp
{
    /// <summary>Bytes of the NAL unit with its length.</summary>
    public const int Length = 40;

    private const int TimeOffset = 23;
    private const int TimeLength = 16;

    /// <summary>Where a stamp may begin: codec headers and an access unit delimiter may stand before it.</summary>
    private const int SearchedBytes = 256;

    private static ReadOnlySpan<byte> Mark => "srs-load-capture"u8;

    /// <summary>Now, in the clock that stamps use, in nanoseconds.</summary>
    public static long Now => (long)(TimeProvider.System.GetTimestamp() * (1e9 / TimeProvider.System.TimestampFrequency));

    /// <summary>Writes a stamp.</summary>
    /// <param name="target"><see cref="Length"/> bytes.</param>
    /// <param name="time">As <see cref="Now"/>.</param>
    public static void Write(Span<byte> target, long time)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, Length - sizeof(int));
        target[4] = 6;
        target[5] = 5;
        target[6] = 32;
        Mark.CopyTo(target[7..]);
        time.TryFormat(target[TimeOffset..], out _, "x16", CultureInfo.InvariantCulture);
        target[Length - 1] = 0x80;
    }

    /// <summary>Finds a stamp near the front of a tag body.</summary>
    /// <returns>Its time; 0 when there is none.</returns>
    public static long Find(ReadOnlySpan<byte> body)
    {
        var searched = body[..Math.Min(body.Length, SearchedBytes)];
        var mark = searched.IndexOf(Mark);
        return mark >= 0
            && body.Length >= mark + Mark.Length + TimeLength
            && long.TryParse(body.Slice(mark + Mark.Length, TimeLength), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var time)
                ? time
                : 0;
    }
}
