using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Srs.Media.Codecs.Nal;
using Srs.Media.Frames;

namespace Srs.Media.Codecs.H264;

/// <summary>Decoder configuration of H.264, as FLV, MP4 and RTMP carry it.</summary>
/// <remarks>
/// ISO/IEC 14496-15 §5.3.3.1:
/// <code>
/// | version 1 | profile | constraints | level | 111111 + length size - 1 (2) | 111 + SPS count (5) |
/// | { 16-bit length, SPS } ... | PPS count | { 16-bit length, PPS } ... | chroma fields of the High profiles |
/// </code>
/// </remarks>
public sealed class AvcDecoderConfigurationRecord
{
    /// <summary>Longest record taken, in bytes.</summary>
    public const int MaxLength = 65536;

    /// <summary>Most sequence parameter sets that the count field can tell.</summary>
    public const int MaxSequenceParameterSets = 31;

    /// <summary>Most picture parameter sets that the count field can tell.</summary>
    public const int MaxPictureParameterSets = 255;

    private const byte Version = 1;
    private const int FixedLength = 6;

    /// <summary>AVCProfileIndication: profile_idc.</summary>
    public required byte ProfileIdc { get; init; }

    /// <summary>profile_compatibility: the byte of constraint_set flags.</summary>
    public required byte Constraints { get; init; }

    /// <summary>AVCLevelIndication: level_idc, ten times the level.</summary>
    public required byte LevelIdc { get; init; }

    /// <summary>Bytes of the length before each NAL unit: 1, 2 or 4; 3 is reserved, yet some encoders write it.</summary>
    public int LengthSize { get; init; } = 4;

    /// <summary>Sequence parameter sets: NAL units with their header byte, without length.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> SequenceParameterSets { get; init; } = [];

    /// <summary>Picture parameter sets: NAL units with their header byte, without length.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> PictureParameterSets { get; init; } = [];

    /// <summary>The bytes after the picture parameter sets, unread: chroma format, bit depths and SPS extensions of High ones.</summary>
    public ReadOnlyMemory<byte> Extension { get; init; }

    /// <summary>Bytes that <see cref="Write"/> needs.</summary>
    public int Length =>
        FixedLength + ParameterSets.GetLength(SequenceParameterSets) + 1 + ParameterSets.GetLength(PictureParameterSets) + Extension.Length;

    /// <summary>Makes the record for these parameter sets, with 4-byte lengths.</summary>
    /// <param name="sequenceParameterSets">At least one; the first tells profile and level.</param>
    /// <param name="pictureParameterSets">Any number.</param>
    /// <returns>Null when the first sequence parameter set is damaged or missing.</returns>
    public static AvcDecoderConfigurationRecord? Create(
        ImmutableArray<ReadOnlyMemory<byte>> sequenceParameterSets, ImmutableArray<ReadOnlyMemory<byte>> pictureParameterSets)
    {
        if (sequenceParameterSets.IsEmpty || !SequenceParameterSet.TryRead(sequenceParameterSets[0].Span, out var sps))
        {
            return null;
        }

        return new AvcDecoderConfigurationRecord
        {
            ProfileIdc = (byte)sps.ProfileIdc,
            Constraints = (byte)sps.Constraints,
            LevelIdc = (byte)sps.LevelIdc,
            SequenceParameterSets = sequenceParameterSets,
            PictureParameterSets = pictureParameterSets,
            Extension = SequenceParameterSet.HasChromaFields(sps.ProfileIdc)
                ? MakeExtension(sps)
                : default,
        };
    }

    /// <summary>Reads a record.</summary>
    /// <param name="data">The whole record; the parameter sets stay slices of it.</param>
    /// <param name="record">The record, or null.</param>
    /// <returns>False when it is damaged, truncated or longer than <see cref="MaxLength"/>.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> data, [NotNullWhen(true)] out AvcDecoderConfigurationRecord? record)
    {
        record = null;
        var fields = data.Span;
        if (fields.Length is < FixedLength or > MaxLength || fields[0] != Version)
        {
            return false;
        }

        var rest = data[FixedLength..];
        if (!ParameterSets.TryRead(ref rest, fields[5] & 0x1F, out var sequenceParameterSets) || rest.IsEmpty)
        {
            return false;
        }

        var pictureParameterSetCount = rest.Span[0];
        rest = rest[1..];
        if (!ParameterSets.TryRead(ref rest, pictureParameterSetCount, out var pictureParameterSets))
        {
            return false;
        }

        record = new AvcDecoderConfigurationRecord
        {
            ProfileIdc = fields[1],
            Constraints = fields[2],
            LevelIdc = fields[3],
            LengthSize = 1 + (fields[4] & 3),
            SequenceParameterSets = sequenceParameterSets,
            PictureParameterSets = pictureParameterSets,
            Extension = rest,
        };
        return true;
    }

    /// <summary>Changes the length size within the bytes of a whole record.</summary>
    internal static void SetLengthSize(Span<byte> record, int lengthSize) => record[4] = MakeLengthSizeByte(lengthSize);

    /// <summary>Writes the record and gives its length in bytes.</summary>
    /// <exception cref="InvalidOperationException">A parameter set, or their number, does not fit its field.</exception>
    public int Write(Span<byte> destination)
    {
        if (SequenceParameterSets.Length > MaxSequenceParameterSets || PictureParameterSets.Length > MaxPictureParameterSets)
        {
            throw new InvalidOperationException("Too many parameter sets for an AVCDecoderConfigurationRecord.");
        }

        destination[0] = Version;
        destination[1] = ProfileIdc;
        destination[2] = Constraints;
        destination[3] = LevelIdc;
        destination[4] = MakeLengthSizeByte(LengthSize);
        destination[5] = (byte)(0xE0 | SequenceParameterSets.Length);
        var written = FixedLength + ParameterSets.Write(SequenceParameterSets, destination[FixedLength..]);
        destination[written++] = (byte)PictureParameterSets.Length;
        written += ParameterSets.Write(PictureParameterSets, destination[written..]);
        Extension.Span.CopyTo(destination[written..]);
        return written + Extension.Length;
    }

    /// <summary>The picture format that the first readable sequence parameter set tells; without one, only profile and level.</summary>
    public VideoFormat ToVideoFormat()
    {
        foreach (var set in SequenceParameterSets)
        {
            if (SequenceParameterSet.TryRead(set.Span, out var sps))
            {
                return sps.ToVideoFormat();
            }
        }

        return new VideoFormat(0, 0, H264Names.GetProfile(ProfileIdc), H264Names.GetLevel(ProfileIdc, Constraints, LevelIdc));
    }

    private static byte[] MakeExtension(in SequenceParameterSet sps) =>
    [
        (byte)(0xFC | sps.ChromaFormat),
        (byte)(0xF8 | (sps.LumaBitDepth - 8)),
        (byte)(0xF8 | (sps.ChromaBitDepth - 8)),
        0, // no SPS extensions
    ];

    private static byte MakeLengthSizeByte(int lengthSize) => (byte)(0xFC | (lengthSize - 1));
}
