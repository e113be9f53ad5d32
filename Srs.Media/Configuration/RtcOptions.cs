namespace Srs.Media.Configuration;

/// <summary>Streams over WebRTC; section <c>Rtc</c>.</summary>
public sealed record RtcOptions
{
    /// <summary>Whether streams are published and played by WebRTC. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether lost packets are asked for and sent again. Default true.</summary>
    public bool Nack { get; init; } = true;

    /// <summary>Whether that goes without copying packets; they are never copied here. Default true.</summary>
    public bool NackNoCopy { get; init; } = true;

    /// <summary>Whether transport-wide congestion control is negotiated. Default true.</summary>
    public bool Twcc { get; init; } = true;

    /// <summary>A session without STUN for so long ends, 1 s to 10 min. Default 30 s, as SRS.</summary>
    public TimeSpan StunTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the role in STUN requests is checked. Default false.</summary>
    public bool StunStrictCheck { get; init; }

    /// <summary>DTLS role when the offer leaves it open: <c>passive</c> or <c>active</c>. Default passive, as SRS.</summary>
    public string DtlsRole { get; init; } = "passive";

    /// <summary><c>auto</c> or <c>dtls1.2</c>, which is what is spoken; <c>dtls1.0</c> is accepted, and 1.2 spoken all the same. Default auto.</summary>
    public string DtlsVersion { get; init; } = "auto";

    /// <summary>Accepted: SRS drops packets of this payload type, for tests. Default 0.</summary>
    public int DropForPt { get; init; }

    /// <summary>Whether streams of other protocols are played by WebRTC. Default true.</summary>
    public bool RtmpToRtc { get; init; } = true;

    /// <summary>Whether B-frames go to WebRTC. Default false.</summary>
    public bool KeepBframe { get; init; }

    /// <summary>Whether H.264 with B-frames is encoded again without them while WebRTC players watch; else B-frames are dropped. Default true.</summary>
    public bool TranscodeBframe { get; init; } = true;

    /// <summary>Whether SEI of H.264 goes to WebRTC. Default true.</summary>
    public bool KeepAvcNaluSei { get; init; } = true;

    /// <summary>Bit rate of audio towards WebRTC in bit/s, 8000 to 320000. Default 48000, as SRS.</summary>
    public int OpusBitrate { get; init; } = 48_000;

    /// <summary>Whether WebRTC streams are played by other protocols. Default true.</summary>
    public bool RtcToRtmp { get; init; } = true;

    /// <summary>How often they get a key frame, 0.5 to 30 s. Default 6 s, as SRS.</summary>
    public TimeSpan PliForRtmp { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Bit rate of their audio in bit/s, 8000 to 320000. Default 48000, as SRS.</summary>
    public int AacBitrate { get; init; } = 48_000;

    /// <summary>Accepted: media does not wait for the first sender reports. Default false.</summary>
    public bool InitRateFromSdp { get; init; }

    /// <summary>Accepted: players always get SSRCs of their own. Default false.</summary>
    public bool KeepOriginalSsrc { get; init; }
}
