using Srs.Media.Frames;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>A track of a stream as it can be given to a viewer.</summary>
public sealed record RtcPlayTrack
{
    /// <summary>Sound or pictures.</summary>
    public required MediaKind Kind { get; init; }

    /// <summary>The caller's number for it, unique with its kind.</summary>
    public int Id { get; init; }

    /// <summary>
    /// What it may be coded in, the likeliest first: one where the codec is known; several where it is not yet, and then the answer has all
    /// that the viewer can take, under one SSRC.
    /// </summary>
    public required IReadOnlyList<RtcFormat> Formats { get; init; }

    /// <summary>SSRC that its packets will have.</summary>
    public required uint Ssrc { get; init; }

    /// <summary>SSRC that its retransmissions will have; null when they are sent as they were (without RFC 4588).</summary>
    public uint? RtxSsrc { get; init; }

    /// <summary>CNAME, the same for all tracks that are in sync; visible ASCII without spaces.</summary>
    public required string Cname { get; init; }

    /// <summary>Id of the media stream that the viewer's browser puts the track in; visible ASCII without spaces.</summary>
    public required string StreamId { get; init; }

    /// <summary>Id of the track; visible ASCII without spaces.</summary>
    public required string TrackId { get; init; }

    /// <summary>Whether its Opus has two channels (sprop-stereo).</summary>
    public bool IsStereo { get; init; }
}
