namespace Srs.Media.Rtp.Payloads;

/// <summary>Bits of AV1's aggregation header.</summary>
/// <remarks>RTP Payload Format For AV1 §4.4: <code>| continues Z 1 | is continued Y 1 | elements W 2 | new sequence N 1 | 000 |</code></remarks>
internal static class Av1Payload
{
    public const int Continues = 0x80, IsContinued = 0x40, CountShift = 4, MaxCounted = 3, NewSequence = 0x08;
}
