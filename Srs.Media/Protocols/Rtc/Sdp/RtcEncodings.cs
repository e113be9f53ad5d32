using Srs.Media.Frames;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>What is fixed about each codec.</summary>
internal static class RtcEncodings
{
    private static readonly (string Name, RtcEncoding Encoding, int ClockRate)[] Known =
    [
        ("opus", RtcEncoding.Opus, 48_000),
        ("PCMU", RtcEncoding.Pcmu, 8_000),
        ("PCMA", RtcEncoding.Pcma, 8_000),
        ("G722", RtcEncoding.G722, 8_000),
        ("H264", RtcEncoding.H264, 90_000),
        ("H265", RtcEncoding.H265, 90_000),
        ("VP8", RtcEncoding.Vp8, 90_000),
        ("VP9", RtcEncoding.Vp9, 90_000),
        ("AV1", RtcEncoding.Av1, 90_000),
        ("AV1X", RtcEncoding.Av1, 90_000),
    ];

    /// <summary>What the names in a=rtpmap mean; null when it is none of ours or its clock is not the codec's.</summary>
    public static RtcEncoding? Find(string name, int clockRate)
    {
        foreach (var (known, encoding, rate) in Known)
        {
            if (rate == clockRate && known.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return encoding;
            }
        }

        return null;
    }

    /// <summary>The a=rtpmap that a payload type has without one (RFC 3551 §6); null when it has none.</summary>
    public static string? GetStatic(int payloadType) => payloadType switch
    {
        0 => "PCMU/8000",
        8 => "PCMA/8000",
        9 => "G722/8000",
        _ => null,
    };

    /// <summary>The codec's name in a=rtpmap.</summary>
    public static string GetName(this RtcEncoding encoding) => Known.First(known => known.Encoding == encoding).Name;

    /// <summary>Whether it is sound or pictures.</summary>
    public static MediaKind GetKind(this RtcEncoding encoding) => encoding is >= RtcEncoding.H264 ? MediaKind.Video : MediaKind.Audio;
}
