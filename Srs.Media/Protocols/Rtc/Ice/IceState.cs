namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>How far an ICE session is.</summary>
internal enum IceState
{
    /// <summary>No check of the peer has come yet.</summary>
    Checking,

    /// <summary>There is a path to send by.</summary>
    Connected,

    /// <summary>The last path was closed; the next check opens another.</summary>
    Disconnected,

    /// <summary>The peer has not consented for too long: nothing may be sent to it any more.</summary>
    Expired,
}
