using System.Buffers.Binary;
using Srs.Media.Codecs.H265;

namespace Srs.Media.Containers.MpegTs;

/// <summary>What of an H.264 or H.265 access unit goes into a PES packet.</summary>
/// <param name="Start">Offset of the first NAL unit's length, leading delimiters left out: the muxer writes its own.</param>
/// <param name="Length">Bytes of all whole NAL units from there, lengths included.</param>
/// <param name="HasParameterSets">Whether they bring every kind of parameter set that a decoder needs.</param>
internal readonly record struct TsVideoUnits(int Start, int Length, bool HasParameterSets)
{
    private const int LengthSize = 4;
    private const int H264Delimiter = 9;
    private const int H265Delimiter = 35;
    private const int H264Sps = 7;
    private const int H264Pps = 8;
    private const int AllSets = 7;

    /// <summary>Looks through an access unit in the canonical shape; what is damaged at its end is left out.</summary>
    public static TsVideoUnits Scan(ReadOnlySpan<byte> payload, bool isH265)
    {
        var (start, at, sets) = (0, 0, isH265 ? 0 : 1);
        while (payload.Length - at > LengthSize)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(payload[at..]);
            if (length <= 0 || length > payload.Length - at - LengthSize)
            {
                break;
            }

            var header = payload[at + LengthSize];
            var type = isH265 ? (header >> 1) & 0x3F : header & 0x1F;
            sets |= isH265
                ? type switch { HevcNalUnit.Vps => 1, HevcNalUnit.Sps => 2, HevcNalUnit.Pps => 4, _ => 0 }
                : type switch { H264Sps => 2, H264Pps => 4, _ => 0 };
            var isDelimiter = type == (isH265 ? H265Delimiter : H264Delimiter);
            start = isDelimiter && start == at ? at + LengthSize + length : start;
            at += LengthSize + length;
        }

        return new TsVideoUnits(start, at - start, sets == AllSets);
    }
}
