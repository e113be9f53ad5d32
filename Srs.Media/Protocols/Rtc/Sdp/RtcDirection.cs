namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Which way the media of an m-line goes, seen from who wrote the description (RFC 8866 §6.7).</summary>
public enum RtcDirection
{
    /// <summary>a=sendrecv, and where there is no such line.</summary>
    SendReceive,

    /// <summary>a=sendonly.</summary>
    SendOnly,

    /// <summary>a=recvonly.</summary>
    ReceiveOnly,

    /// <summary>a=inactive.</summary>
    Inactive,
}
