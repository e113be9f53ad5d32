namespace Srs.Media.Protocols.Rtc.Stun;

/// <summary>FINGERPRINT of RFC 8489 14.7: the CRC-32 of ITU V.42, changed by a constant that other protocols lack.</summary>
internal static class StunFingerprint
{
    private const uint Mask = 0x5354_554E;

    /// <summary>0x04C11DB7 with its bits in the other order.</summary>
    private const uint Polynomial = 0xEDB8_8320;

    private static readonly uint[] Table = MakeTable();

    /// <summary>Computes its value.</summary>
    /// <param name="message">What stands before the attribute; its length field counts the attribute already.</param>
    public static uint Compute(ReadOnlySpan<byte> message)
    {
        var crc = uint.MaxValue;
        foreach (var value in message)
        {
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc ^ Mask;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
