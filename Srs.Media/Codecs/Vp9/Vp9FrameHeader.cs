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

        bits.Skip(profile >= 2 ? 1 : 0); // ten_or_twelve_bit
        var isRgb = bits.ReadBits(3) == Rgb;
        var tellsSubsampling = profile is 1 or 3;
        bits.Skip(isRgb ? 0 : 1); // color_range
        bits.Skip(!tellsSubsampling ? 0 : isRgb ? 1 : 3); // subsampling_x, subsampling_y, reserved_zero
        var width = 1 + (int)bits.ReadBits(16);
        var height = 1 + (int)bits.ReadBits(16);
        if (bits.HasFailed)
        {
            return false;
        }

        header = new Vp9FrameHeader { Profile = profile, Width = width, Height = height };
        return true;
    }
}
