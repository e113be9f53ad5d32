using System.Buffers.Binary;
using System.Numerics;

namespace Srs.Media.Codecs.Flac;

/// <summary>How long a FLAC frame is.</summary>
/// <remarks>
/// RFC 9639 §9.1:
/// <code>| sync 15 | variable 1 | block size 4 | rate 4 | channels 4 | bits 3 | 0 | coded number 8 to 56 | { block size - 1 (8 or 16) } ...</code>
/// </remarks>
public static class FlacFrameHeader
{
    private const int FixedLength = 4;
    private const int Size8 = 6;
    private const int Size16 = 7;
    private const int MaxCodedNumber = 7;

    /// <summary>Samples per channel, 1 to 65536; 0 when the bytes begin with no frame or are cut off.</summary>
    public static int GetSamples(ReadOnlySpan<byte> frame)
    {
        if (frame.Length <= FixedLength || frame[0] != 0xFF || (frame[1] & 0xFE) != 0xF8)
        {
            return 0;
        }

        var code = frame[2] >> 4;
        switch (code)
        {
            case 0:
                return 0;
            case 1:
                return 192;
            case < Size8:
                return 576 << (code - 2);
            case > Size16:
                return 256 << (code - 8);
        }

        // As many bytes as the first one has ones in front, like UTF-8.
        var ones = BitOperations.LeadingZeroCount((uint)(byte)~frame[FixedLength]) - 24;
        var rest = frame[FixedLength..];
        var length = ones == 0 ? 1 : ones;
        if (ones is 1 or > MaxCodedNumber || rest.Length < length + 2)
        {
            return 0;
        }

        return 1 + (code == Size8 ? rest[length] : BinaryPrimitives.ReadUInt16BigEndian(rest[length..]));
    }
}
