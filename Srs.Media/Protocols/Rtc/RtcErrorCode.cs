namespace Srs.Media.Protocols.Rtc;

/// <summary>Why a WebRTC session was refused or ended, by the numbers and names that SRS users know.</summary>
public enum RtcErrorCode
{
    /// <summary>Nothing wrong.</summary>
    None = 0,

    /// <summary>The offer is not a session description.</summary>
    RtcSdpDecode = 5012,

    /// <summary>The offer asks for something that is not done here.</summary>
    RtcSdpNegotiate = 5018,

    /// <summary>The body of a request is not SRS's JSON.</summary>
    RtcApiJson = 5019,

    /// <summary>Somebody else publishes this stream.</summary>
    RtcStreamBusy = 5020,

    /// <summary>WebRTC is off for this virtual host.</summary>
    RtcDisabled = 5021,

    /// <summary>No such session.</summary>
    RtcNoSession = 5022,

    /// <summary>A parameter of the request is wrong.</summary>
    RtcInvalidParams = 5023,

    /// <summary>No codec of the offer can be taken or given.</summary>
    RtcTrackCodec = 5026,

    /// <summary>The request is for a session that is not the caller's.</summary>
    RtcInvalidSession = 5036,

    /// <summary>ICE credentials that are missing or malformed.</summary>
    RtcInvalidIce = 5037,

    /// <summary>The request has no offer.</summary>
    RtcInvalidSdp = 5043,
}
