using System.Security.Cryptography;

namespace Srs.Media.Protocols.Rtc;

/// <summary>Numbers that peers must not be able to guess. RFC 3550 §5.1, §8.1.</summary>
internal static class RtcRandom
{
    /// <summary>A source, above 0; also a first timestamp.</summary>
    public static uint Ssrc() => (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue) << 1 | 1;

    /// <summary>A first sequence number, far from the wrap-around, which SRTP would have to guess about.</summary>
    public static ushort Sequence() => (ushort)RandomNumberGenerator.GetInt32(1, short.MaxValue);
}
