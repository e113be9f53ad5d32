using Srs.Media.Frames;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Which codecs a request asks for; only these are then negotiated.</summary>
/// <param name="Audio">Null for no wish.</param>
/// <param name="Video">Null for no wish.</param>
public sealed record RtcCodecWish(RtcEncoding? Audio, RtcEncoding? Video)
{
    private static readonly (string Name, RtcEncoding Encoding)[] Names =
    [
        ("h264", RtcEncoding.H264), ("avc", RtcEncoding.H264),
        ("hevc", RtcEncoding.H265), ("h265", RtcEncoding.H265),
        ("vp8", RtcEncoding.Vp8), ("vp9", RtcEncoding.Vp9),
        ("av1", RtcEncoding.Av1), ("av1x", RtcEncoding.Av1),
        ("opus", RtcEncoding.Opus), ("pcmu", RtcEncoding.Pcmu), ("pcma", RtcEncoding.Pcma), ("g722", RtcEncoding.G722),
    ];

    /// <summary>Anything is fine.</summary>
    public static RtcCodecWish None { get; } = new(null, null);

    /// <summary>Reads the query parameters that SRS takes.</summary>
    /// <param name="codec">Old name of <paramref name="vcodec"/>; the name of an audio codec is taken as such.</param>
    /// <param name="vcodec">h264, hevc, vp8, vp9 or av1.</param>
    /// <param name="acodec">opus, pcmu, pcma or g722.</param>
    /// <exception cref="RtcNegotiationException">A name that is none of these.</exception>
    public static RtcCodecWish Parse(string? codec, string? vcodec, string? acodec)
    {
        var either = Find("codec", codec, kind: null);
        var video = Find("vcodec", vcodec, MediaKind.Video);
        var audio = Find("acodec", acodec, MediaKind.Audio);
        return either?.GetKind() is MediaKind.Audio
            ? new RtcCodecWish(audio ?? either, video)
            : new RtcCodecWish(audio, video ?? either);
    }

    /// <summary>Whether a codec is as wished.</summary>
    internal bool Allows(RtcEncoding encoding) => (encoding.GetKind() is MediaKind.Audio ? Audio : Video) is not { } wished || wished == encoding;

    private static RtcEncoding? Find(string parameter, string? name, MediaKind? kind)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        foreach (var (known, encoding) in Names)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase) && (kind is null || kind == encoding.GetKind()))
            {
                return encoding;
            }
        }

        var choice = Names.Where(known => kind is null || kind == known.Encoding.GetKind()).DistinctBy(static known => known.Encoding);
        throw new RtcNegotiationException(
            RtcErrorCode.RtcInvalidParams,
            $"{parameter}={SdpText.Show(name)} names no codec; use one of {string.Join(", ", choice.Select(static known => known.Name))}.");
    }
}
