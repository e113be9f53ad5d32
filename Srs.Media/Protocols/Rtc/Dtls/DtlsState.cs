namespace Srs.Media.Protocols.Rtc.Dtls;

/// <summary>How far a <see cref="DtlsSession"/> has come; the last two are final.</summary>
public enum DtlsState
{
    /// <summary>Not started.</summary>
    New,

    /// <summary>Started; there are no keys yet.</summary>
    Handshaking,

    /// <summary>The peer has proved that it owns the expected certificate, and there are keys.</summary>
    Connected,

    /// <summary>Closed by one of the two, in good order.</summary>
    Closed,

    /// <summary>Over for another reason.</summary>
    Failed,
}
