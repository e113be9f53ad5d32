namespace Srs.Media.Containers.MpegTs;

/// <summary>The checksum at the end of a section: polynomial 0x04C11DB7, not reflected (ISO/IEC 13818-1 annex A).</summary>
internal static class TsCrc32
{
    private const uint Polynomial = 0x04C11DB7;

    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of <paramref name="data"/>; over a whole section with its checksum it is 0.</summary>
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc = (crc << 8) ^ Table[(crc >> 24) ^ value];
        }

        return crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var crc = i << 24;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc << 1) ^ ((crc & 0x80000000) != 0 ? Polynomial : 0);
            }

            table[i] = crc;
        }

        return table;
    }
}
