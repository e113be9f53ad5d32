namespace Srs.Media.Codecs.H265;

/// <summary>The two bytes at the front of each H.265 NAL unit.</summary>
/// <remarks>
/// ISO/IEC 23008-2 §7.3.1.2 and table 7-1:
/// <code>| forbidden zero 1 | type 6 | layer id 6 | temporal id + 1 (3) |</code>
/// </remarks>
public static class HevcNalUnit
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderLength = 2;

    /// <summary>Type of a video parameter set.</summary>
    public const int Vps = 32;

    /// <summary>Type of a sequence parameter set.</summary>
    public const int Sps = 33;

    /// <summary>Type of a picture parameter set.</summary>
    public const int Pps = 34;

    private const int FirstIrap = 16;
    private const int LastIrap = 23;

    /// <summary>nal_unit_type, 0 to 63.</summary>
    /// <param name="unit">The NAL unit, not empty.</param>
    public static int GetType(ReadOnlySpan<byte> unit) => (unit[0] >> 1) & 0x3F;

    /// <summary>True for a slice of a picture at which decoding can start: BLA, IDR or CRA.</summary>
    public static bool IsRandomAccessPoint(int type) => type is >= FirstIrap and <= LastIrap;
}
