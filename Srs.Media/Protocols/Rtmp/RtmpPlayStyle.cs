using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>Which bytes a player gets, by what it can do and what its virtual host says.</summary>
internal static class RtmpPlayStyle
{
    /// <summary>The style of bodies for a player; players of equal style share the stream's log.</summary>
    public static FlvTagStyle Choose(RtmpCapabilities player, PlayOptions options)
    {
        var style = FlvTagStyle.Default;
        style |= player.Has(RtmpExtensions.Multitrack) ? FlvTagStyle.Multitrack : 0;
        style |= player.Has(RtmpExtensions.TimestampNanoOffset) ? FlvTagStyle.Nanoseconds : 0;
        style |= options.LegacyHevc && !player.TakesVideo(FlvFourCc.Hevc) ? FlvTagStyle.LegacyHevc : 0;
        return style;
    }

    /// <summary>Why a player cannot take the default tracks of a stream; null when it can, as far as is known.</summary>
    public static string? WhyUnplayable(StreamHeaders stream, RtmpCapabilities player, PlayOptions options)
    {
        var style = Choose(player, options);
        foreach (var kind in (ReadOnlySpan<MediaKind>)[MediaKind.Video, MediaKind.Audio])
        {
            var fourCc = stream.First(kind) is { Id: 0 } track ? FlvTagBodyWriter.GetNeededFourCc(track, style) : 0;
            if (fourCc != 0 && !(kind == MediaKind.Video ? player.TakesVideo(fourCc) : player.TakesAudio(fourCc)))
            {
                return $"the stream's {(kind == MediaKind.Video ? "video" : "audio")} needs {FlvFourCc.ToText(fourCc)}, which the player did not announce "
                    + "(fourCcList); use a player with Enhanced RTMP, or set Play:StrictFourCc to false";
            }
        }

        return null;
    }
}
