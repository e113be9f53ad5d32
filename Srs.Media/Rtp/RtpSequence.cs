namespace Srs.Media.Rtp;

/// <summary>Arithmetic of 16-bit sequence numbers, which wrap around.</summary>
/// <remarks>RFC 3550 appendix A.1; serial number arithmetic as RFC 1982.</remarks>
public static class RtpSequence
{
    /// <summary>How far <paramref name="value"/> is after <paramref name="other"/>, -32768 to 32767.</summary>
    public static int Distance(ushort value, ushort other) => (short)(value - other);

    /// <summary>Whether <paramref name="value"/> comes after <paramref name="other"/>.</summary>
    public static bool IsAfter(ushort value, ushort other) => Distance(value, other) > 0;

    /// <summary>The number on an endless count whose low 16 bits are <paramref name="value"/> and that is nearest to <paramref name="near"/>.</summary>
    public static long Unwrap(ushort value, long near) => near + (short)(value - (ushort)near);
}
