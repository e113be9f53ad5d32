using System.Buffers.Binary;

namespace Srs.Media.Codecs.Vp8;

/// <summary>The ten bytes at the front of a VP8 key frame.</summary>
/// <remarks>
/// RFC 6386 §9.1; little endian, the lowest bit first:
/// <code>| not key 1 | version 3 | show 1 | first partition length 19 | 9D 01 2A | width 14, scale 2 | height 14, scale 2 |</code>
/// </remarks>
public readonly record struct Vp8FrameHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Length = 10;

    private static ReadOnlySpan<byte> StartCode => [0x9D, 0x01, 0x2A];

    /// <summary>version, 0 to 7, of which 0 to 3 are defined: the profile.</summary>
    public int Version { get; private init; }

    /// <summary>Width in pixels, 1 to 16383, before scaling.</summary>
    public int Width { get; private init; }

    /// <summary>Height in pixels, 1 to 16383, before scaling.</summary>
    public int Height { get; private init; }

    /// <summary>Reads the header at the front of <paramref name="frame"/>.</summary>
    /// <returns>False when it is no key frame, is damaged or truncated.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, out Vp8FrameHeader header)
    {
        header = default;
        if (frame.Length < Length || (frame[0] & 1) != 0 || !frame[3..].StartsWith(StartCode))
        {
            return false;
        }

        var width = BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]) & 0x3FFF;
        var height = BinaryPrimitives.ReadUInt16LittleEndian(frame[8..]) & 0x3FFF;
        if (width == 0 || height == 0)
        {
            return false;
        }

        header = new Vp8FrameHeader { Version = (frame[0] >> 1) & 7, Width = width, Height = height };
        return true;
    }
}
