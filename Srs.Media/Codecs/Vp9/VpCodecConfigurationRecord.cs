using System.Globalization;
using Srs.Media.Frames;

namespace Srs.Media.Codecs.Vp9;

/// <summary>Decoder configuration of VP9 and VP8, as FLV, MP4 and RTMP carry it; it does not tell the size of the picture.</summary>
/// <remarks>
/// VP Codec ISO Media File Format Binding, "VP Codec Configuration Box":
/// <code>
/// | profile 8 | level 8 | bit depth 4 | chroma subsampling 3 | full range 1 | primaries 8 | transfer 8 | matrix 8 |
/// | initialization data length 16 | initialization data ... |
/// </code>
/// In MP4 four bytes of box version and flags, 1 and 0, stand before it; some encoders send them over RTMP too.
/// </remarks>
public readonly record struct VpCodecConfigurationRecord
{
    /// <summary>Longest record taken, in bytes; the codecs in use have no initialization data, which makes it 8.</summary>
    public const int MaxLength = 1024;

    private const int FixedLength = 8;

    private const byte Unspecified = 2; // colour, ISO/IEC 23001-8

    // Largest picture in samples, and ten times the level: 30 pictures a second of it are within the level's sample rate.
    private static readonly (int Samples, byte Level)[] Levels =
    [
        (27_648, 10), (73_728, 11), (122_880, 20), (245_760, 21), (552_960, 30), (983_040, 31), (2_228_224, 40), (8_912_896, 50),
        (35_651_584, 60),
    ];

    private static ReadOnlySpan<byte> BoxVersionAndFlags => [1, 0, 0, 0];

    /// <summary>Profile, 0 to 3.</summary>
    public int Profile { get; private init; }

    /// <summary>Ten times the level; 0 when unknown.</summary>
    public int Level { get; private init; }

    /// <summary>Bits of a sample: 8, 10 or 12.</summary>
    public int BitDepth { get; private init; }

    /// <summary>0 and 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4.</summary>
    public int ChromaSubsampling { get; private init; }

    /// <summary>Reads a record.</summary>
    /// <param name="data">The record, with the box's version and flags before it or without.</param>
    /// <param name="record">The record.</param>
    /// <param name="offset">Where in <paramref name="data"/> the record itself begins, 0 or 4.</param>
    /// <returns>False when it is truncated, longer than <see cref="MaxLength"/>, or profile or bit depth are none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out VpCodecConfigurationRecord record, out int offset)
    {
        record = default;

        // As a record these bytes would tell profile 1 with samples of 0 bits.
        offset = data.StartsWith(BoxVersionAndFlags) ? BoxVersionAndFlags.Length : 0;
        var fields = data[offset..];
        if (fields.Length < FixedLength || data.Length > MaxLength)
        {
            return false;
        }

        var bitDepth = fields[2] >> 4;
        if (fields[0] > 3 || bitDepth is not (8 or 10 or 12) || ((fields[6] << 8) | fields[7]) > fields.Length - FixedLength)
        {
            return false;
        }

        record = new VpCodecConfigurationRecord
        {
            Profile = fields[0],
            Level = fields[1],
            BitDepth = bitDepth,
            ChromaSubsampling = (fields[2] >> 1) & 7,
        };
        return true;
    }

    /// <summary>Makes the record of a stream whose encoder sends none, or one without a level.</summary>
    /// <param name="profile">0 to 3.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="bitDepth">8, 10 or 12.</param>
    /// <param name="chromaSubsampling">As <see cref="ChromaSubsampling"/>.</param>
    /// <param name="isFullRange">Samples use all values.</param>
    /// <returns>The record without the box's version and flags; its level is the one for 30 pictures a second.</returns>
    public static byte[] Create(int profile, int width, int height, int bitDepth, int chromaSubsampling, bool isFullRange = false)
    {
        var level = Levels[^1].Level;
        foreach (var (samples, candidate) in Levels)
        {
            if ((long)width * height <= samples)
            {
                level = candidate;
                break;
            }
        }

        var format = (bitDepth << 4) | (chromaSubsampling << 1) | (isFullRange ? 1 : 0);
        return [(byte)profile, level, (byte)format, Unspecified, Unspecified, Unspecified, 0, 0];
    }

    /// <summary>Profile and level, such as "Profile 0" and "2.1"; the size is 0, unknown.</summary>
    public VideoFormat ToVideoFormat() => new(0, 0, Vp9Names.GetProfile(Profile), GetLevel(Level));

    private static string GetLevel(int level) => level switch
    {
        0 => "",
        _ when level % 10 == 0 => (level / 10).ToString(CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{level / 10}.{level % 10}"),
    };
}
