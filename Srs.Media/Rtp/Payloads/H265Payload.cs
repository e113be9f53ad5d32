namespace Srs.Media.Rtp.Payloads;

/// <summary>Numbers of H.265's NAL units and payloads beyond <see cref="Codecs.H265.HevcNalUnit"/>.</summary>
/// <remarks>ISO/IEC 23008-2 table 7-1; RFC 7798 §4.4 (types) and §4.4.3 (fragments).</remarks>
internal static class H265Payload
{
    public const int ForbiddenMask = 0x80, TypeMask = 0x7E;
    public const int LastSlice = 31, Delimiter = 35, Filler = 38, PrefixSei = 39, SuffixSei = 40, LastNalUnit = 47, Aggregate = 48, Fragment = 49;
    public const int FragmentStart = 0x80, FragmentEnd = 0x40, FragmentTypeMask = 0x3F;
}
