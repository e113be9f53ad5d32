namespace Srs.Media.Rtp.Payloads;

/// <summary>Numbers of H.264's NAL units and payloads.</summary>
/// <remarks>ISO/IEC 14496-10 table 7-1; RFC 6184 §5.3 (header), table 1 (types) and §5.8 (fragments).</remarks>
internal static class H264Payload
{
    public const int HeaderLength = 1;
    public const int ForbiddenMask = 0x80, ImportanceMask = 0x60, TypeMask = 0x1F;
    public const int Slice = 1, Idr = 5, Sei = 6, Sps = 7, Pps = 8, Delimiter = 9, Filler = 12, LastNalUnit = 23, StapA = 24, FuA = 28;
    public const int FragmentStart = 0x80, FragmentEnd = 0x40;

    public static int GetType(ReadOnlySpan<byte> unit) => unit[0] & TypeMask;
}
