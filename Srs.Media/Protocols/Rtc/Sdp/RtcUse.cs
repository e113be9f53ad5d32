namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>What a peer wants.</summary>
public enum RtcUse
{
    /// <summary>To send media: WHIP.</summary>
    Publish,

    /// <summary>To receive media: WHEP.</summary>
    Play,
}
