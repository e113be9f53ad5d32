using System.Globalization;
using System.Text;
using Srs.Media.Codecs.Aac;
using Srs.Media.Codecs.Av1;
using Srs.Media.Codecs.H264;
using Srs.Media.Codecs.H265;
using Srs.Media.Codecs.Vp9;
using Srs.Media.Frames;

namespace Srs.Media.Codecs;

/// <summary>The strings by which playlists, manifests and browsers name codecs.</summary>
/// <remarks>
/// RFC 6381 §3; ISO/IEC 14496-15 annex E (avc1, hvc1); AV1 Codec ISO Media File Format Binding §5; VP Codec ISO Media File Format
/// Binding, "Codecs Parameter String".
/// </remarks>
public static class CodecsParameter
{
    private const int LowestMpeg1Rate = 32000;
    private const int HeAac = 5;
    private const int HeAacV2 = 29;

    /// <summary>The string for a track, such as "avc1.64001f" or "mp4a.40.2".</summary>
    /// <returns>Null when the codec has none, or the configuration is missing or damaged.</returns>
    public static string? Get(TrackInfo track)
    {
        ArgumentNullException.ThrowIfNull(track);
        var config = track.Config;
        return track.Codec switch
        {
            MediaCodec.H264 when AvcDecoderConfigurationRecord.TryRead(config, out var avc) =>
                Invariant($"avc1.{avc.ProfileIdc:x2}{avc.Constraints:x2}{avc.LevelIdc:x2}"),
            MediaCodec.H265 when HevcDecoderConfigurationRecord.TryRead(config, out var hevc) => GetH265(hevc.General),
            MediaCodec.Av1 when Av1CodecConfigurationRecord.TryRead(config.Span, out var av1) =>
                Invariant($"av01.{av1.Profile}.{av1.LevelIndex:d2}{(av1.IsHighTier ? 'H' : 'M')}.{av1.BitDepth:d2}"),
            MediaCodec.Vp8 when VpCodecConfigurationRecord.TryRead(config.Span, out var vp8, out _) =>
                Invariant($"vp08.{vp8.Profile:d2}.{vp8.Level:d2}.{vp8.BitDepth:d2}"),
            MediaCodec.Vp9 when VpCodecConfigurationRecord.TryRead(config.Span, out var vp9, out _) =>
                Invariant($"vp09.{vp9.Profile:d2}.{vp9.Level:d2}.{vp9.BitDepth:d2}"),
            MediaCodec.Aac when AudioSpecificConfig.TryRead(config.Span, out var aac) =>
                Invariant($"mp4a.40.{(aac.HasPs ? HeAacV2 : aac.HasSbr ? HeAac : aac.ObjectType)}"),
            MediaCodec.Mp3 or MediaCodec.Mp3At8k => track.Audio is { SampleRate: > 0 and < LowestMpeg1Rate } ? "mp4a.69" : "mp4a.6B",
            MediaCodec.Opus => "opus",
            MediaCodec.Flac => "fLaC",
            MediaCodec.Ac3 => "ac-3",
            MediaCodec.Eac3 => "ec-3",
            _ => null,
        };
    }

    private static string GetH265(in ProfileTierLevel general)
    {
        var text = new StringBuilder("hvc1.");
        text.Append(general.ProfileSpace switch { 0 => "", 1 => "A", 2 => "B", _ => "C" });
        text.Append(CultureInfo.InvariantCulture, $"{general.ProfileIdc}.{ReverseBits(general.CompatibilityFlags):X}.");
        text.Append(CultureInfo.InvariantCulture, $"{(general.IsHighTier ? 'H' : 'L')}{general.LevelIdc}");

        // A byte at a time, without the zeros at the end.
        var left = general.ConstraintFlags << 16;
        for (; left != 0; left <<= 8)
        {
            text.Append(CultureInfo.InvariantCulture, $".{left >> 56:X}");
        }

        return text.ToString();
    }

    private static uint ReverseBits(uint value)
    {
        var reversed = 0u;
        for (var i = 0; i < 32; i++)
        {
            reversed |= ((value >> i) & 1) << (31 - i);
        }

        return reversed;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
