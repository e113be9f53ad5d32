using Srs.Media.Frames;

namespace Srs.Media.Codecs.Av1;

/// <summary>Decoder configuration of AV1, as FLV, MP4 and RTMP carry it.</summary>
/// <remarks>
/// AV1 Codec ISO Media File Format Binding §2.3.3:
/// <code>
/// | marker 1 | version 7 | profile 3 | level index 5 |
/// | tier 1 | high bit depth 1 | twelve bit 1 | monochrome 1 | subsampling x 1, y 1 | sample position 2 |
/// | 000 | initial presentation delay present 1 | delay - 1 (4) | open bitstream units ... |
/// </code>
/// </remarks>
public readonly record struct Av1CodecConfigurationRecord
{
    /// <summary>Longest record taken, in bytes.</summary>
    public const int MaxLength = 65536;

    private const int FixedLength = 4;
    private const byte MarkerAndVersion = 0x81;

    /// <summary>seq_profile: 0 Main, 1 High, 2 Professional.</summary>
    public int Profile { get; private init; }

    /// <summary>seq_level_idx of the first operating point.</summary>
    public int LevelIndex { get; private init; }

    /// <summary>seq_tier of the first operating point.</summary>
    public bool IsHighTier { get; private init; }

    /// <summary>Bits of a sample: 8, 10 or 12.</summary>
    public int BitDepth { get; private init; }

    /// <summary>True without chroma.</summary>
    public bool IsMonochrome { get; private init; }

    /// <summary>The sequence header among the record's units; null when there is none or it is damaged.</summary>
    public Av1SequenceHeader? SequenceHeader { get; private init; }

    /// <summary>Reads a record.</summary>
    /// <returns>False when it is truncated, longer than <see cref="MaxLength"/> or of another version.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out Av1CodecConfigurationRecord record)
    {
        record = default;
        if (data.Length is < FixedLength or > MaxLength || data[0] != MarkerAndVersion)
        {
            return false;
        }

        record = new Av1CodecConfigurationRecord
        {
            Profile = data[1] >> 5,
            LevelIndex = data[1] & 0x1F,
            IsHighTier = (data[2] & 0x80) != 0,
            BitDepth = (data[2] & 0x40) == 0 ? 8 : (data[2] & 0x20) == 0 ? 10 : 12,
            IsMonochrome = (data[2] & 0x10) != 0,
            SequenceHeader = Av1Obu.TryFindSequenceHeader(data[FixedLength..], out var header) ? header : null,
        };
        return true;
    }

    /// <summary>Makes the record for the first sequence header among units, with that header in it.</summary>
    /// <param name="units">Open bitstream units in the low-overhead format, such as a temporal unit that begins with a key frame.</param>
    /// <returns>Null when there is no sequence header, or it is damaged.</returns>
    public static byte[]? Create(ReadOnlySpan<byte> units)
    {
        while (!units.IsEmpty)
        {
            var rest = units;
            if (!Av1Obu.TryReadNext(ref rest, out var type, out var payload))
            {
                return null;
            }

            if (type == Av1Obu.SequenceHeader)
            {
                return Av1SequenceHeader.TryRead(payload, out var header) && header.Color is { } color
                    ? [MarkerAndVersion, .. MakeFields(header, color), .. units[..^rest.Length]]
                    : null;
            }

            units = rest;
        }

        return null;
    }

    private static byte[] MakeFields(in Av1SequenceHeader header, in Av1ColorConfig color) =>
    [
        (byte)((header.Profile << 5) | header.LevelIndex),
        (byte)((header.IsHighTier ? 0x80 : 0) | (color.BitDepth > 8 ? 0x40 : 0) | (color.BitDepth == 12 ? 0x20 : 0)
            | (color.IsMonochrome ? 0x10 : 0) | (color.SubsamplingX ? 8 : 0) | (color.SubsamplingY ? 4 : 0) | color.ChromaSamplePosition),
        0, // no initial presentation delay
    ];

    /// <summary>The picture format of the sequence header; without one, only profile and level.</summary>
    public VideoFormat ToVideoFormat() => SequenceHeader?.ToVideoFormat()
        ?? new VideoFormat(0, 0, Av1Names.GetProfile(Profile), Av1Names.GetLevel(LevelIndex));
}
