using System.Buffers.Binary;

namespace Srs.Media.Codecs.Mp3;

/// <summary>The four bytes before each MPEG audio frame.</summary>
/// <remarks>
/// ISO/IEC 11172-3 §2.4.1.3, ISO/IEC 13818-3 §2.4.2.3 for half rates; quarter rates ("2.5") are common usage. Bits:
/// <code>| sync 11 ones | version 2 | layer 2 | no crc 1 | bit rate 4 | rate 2 | padding 1 | private 1 | mode 2 | … 6 |</code>
/// </remarks>
public readonly record struct Mp3FrameHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Length = 4;

    private const uint Sync = 0x7FF;
    private const int Mono = 3;

    private static ReadOnlySpan<int> Rates => [44100, 48000, 32000];

    // Kilobits per second by bit rate index, one row of 15 for each table.
    private static ReadOnlySpan<short> BitRates =>
    [
        0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, // version 1, layer I
        0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, // version 1, layer II
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, // version 1, layer III
        0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, // version 2, layer I
        0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, // version 2, layers II and III
    ];

    /// <summary>MPEG version.</summary>
    public Mp3Version Version { get; private init; }

    /// <summary>Layer, 1 to 3.</summary>
    public int Layer { get; private init; }

    /// <summary>Bits per second; 0 for free format.</summary>
    public int BitsPerSecond { get; private init; }

    /// <summary>Samples per second.</summary>
    public int SampleRate { get; private init; }

    /// <summary>1 or 2.</summary>
    public int Channels { get; private init; }

    /// <summary>True when the frame has one slot more.</summary>
    public bool HasPadding { get; private init; }

    /// <summary>Samples per frame and channel.</summary>
    public int SamplesPerFrame => Layer switch
    {
        1 => 384,
        3 when Version != Mp3Version.Mpeg1 => 576,
        _ => 1152,
    };

    /// <summary>Bytes of the whole frame with its header; 0 for free format.</summary>
    public int FrameLength
    {
        get
        {
            var slot = Layer == 1 ? 4 : 1;
            var slots = SampleRate == 0 ? 0 : SamplesPerFrame / 8 / slot * BitsPerSecond / SampleRate;
            return slots == 0 ? 0 : (slots + (HasPadding ? 1 : 0)) * slot;
        }
    }

    /// <summary>Reads the header at the front of <paramref name="frame"/>.</summary>
    /// <returns>False when there is no sync word, a field has a reserved value, or fewer than <see cref="Length"/> bytes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, out Mp3FrameHeader header)
    {
        header = default;
        if (!BinaryPrimitives.TryReadUInt32BigEndian(frame, out var bits) || bits >> 21 != Sync)
        {
            return false;
        }

        var version = (Mp3Version)((bits >> 19) & 3);
        var layer = 4 - (int)((bits >> 17) & 3);
        var bitRate = (int)((bits >> 12) & 15);
        var rate = (int)((bits >> 10) & 3);
        if (version == Mp3Version.Reserved || layer == 4 || bitRate == 15 || rate == 3)
        {
            return false;
        }

        var table = version == Mp3Version.Mpeg1 ? layer - 1 : layer == 1 ? 3 : 4;
        var divider = version switch { Mp3Version.Mpeg1 => 1, Mp3Version.Mpeg2 => 2, _ => 4 };
        header = new Mp3FrameHeader
        {
            Version = version,
            Layer = layer,
            BitsPerSecond = BitRates[(table * 15) + bitRate] * 1000,
            SampleRate = Rates[rate] / divider,
            Channels = ((bits >> 6) & 3) == Mono ? 1 : 2,
            HasPadding = ((bits >> 9) & 1) != 0,
        };
        return true;
    }
}

/// <summary>MPEG version as the two bits of the frame header tell it.</summary>
public enum Mp3Version
{
    /// <summary>The quarter-rate extension: 11025, 12000 and 8000 Hz.</summary>
    Mpeg25 = 0,

    /// <summary>Not used.</summary>
    Reserved = 1,

    /// <summary>Half rates: 22050, 24000 and 16000 Hz.</summary>
    Mpeg2 = 2,

    /// <summary>44100, 48000 and 32000 Hz.</summary>
    Mpeg1 = 3,
}
