using Srs.Media.Buffers;

namespace Srs.Media.Codecs.Vp9;

/// <summary>The front of a VP9 key frame's uncompressed header, up to the size of the picture.</summary>
/// <remarks>VP9 Bitstream &amp; Decoding Process Specification §6.2 (uncompressed_header) to §6.2.3 (frame_size).</remarks>
public readonly record struct Vp9FrameHeader
{
    private const uint FrameMarker = 2;
    private const uint SyncCode = 0x498342;
    private const uint Rgb = 7;

    /// <summary>Profile, 0 to 3.</summary>
    public int Profile { get; private init; }

    /// <summary>Bits of a sample: 8, 10 or 12.</summary>
    public int BitDepth { get; private init; }

    /// <summary>As <see cref="VpCodecConfigurationRecord.ChromaSubsampling"/>; 4:4:0, which has no number there, is 4:4:4.</summary>
    public int ChromaSubsampling { get; private init; }

    /// <summary>color_range: samples use all values.</summary>
    public bool IsFullRange { get; private init; }

    /// <summary>Width in pixels, 1 to 65536.</summary>
    public int Width { get; private init; }

    /// <summary>Height in pixels, 1 to 65536.</summary>
    public int Height { get; private init; }

    /// <summary>Reads the header at the front of <paramref name="frame"/>, which may be the first of a superframe.</summary>
    /// <returns>False when it is no key frame, is damaged or truncated.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, out Vp9FrameHeader header)
    {
        header = default;
        var bits = new BitReader(frame);
        var marker = bits.ReadBits(2);
        var profile = (int)(bits.ReadBits(1) | (bits.ReadBits(1) << 1));
        var isReserved = profile == 3 && bits.ReadFlag();
        var showsExisting = bits.ReadFlag();
        var isInter = bits.ReadFlag();
        bits.Skip(2); // show_frame, error_resilient_mode
        if (marker != FrameMarker || isReserved || showsExisting || isInter || bits.ReadBits(24) != SyncCode)
        {
            return false;
        }

        var bitDepth = profile < 2 ? 8 : bits.ReadFlag() ? 12 : 10;
        var isRgb = bits.ReadBits(3) == Rgb;
        var tellsSubsampling = profile is 1 or 3;
        var isFullRange = isRgb || bits.ReadFlag();
        var isHalfWidth = !isRgb && (!tellsSubsampling || bits.ReadFlag());
        var isHalfHeight = !isRgb && (!tellsSubsampling || bits.ReadFlag());
        bits.Skip(tellsSubsampling ? 1 : 0); // reserved_zero
        var width = 1 + (int)bits.ReadBits(16);
        var height = 1 + (int)bits.ReadBits(16);
        if (bits.HasFailed)
        {
            return false;
        }

        header = new Vp9FrameHeader
        {
            Profile = profile,
            BitDepth = bitDepth,
            ChromaSubsampling = !isHalfWidth ? 3 : isHalfHeight ? 1 : 2,
            IsFullRange = isFullRange,
            Width = width,
            Height = height,
        };
        return true;
    }
}
