namespace Srs.Media.Net.OpenSsl;

/// <summary>What a datagram has brought about in a <see cref="DtlsEngine"/>.</summary>
internal enum DtlsStep
{
    /// <summary>The next datagram is waited for.</summary>
    Waiting,

    /// <summary>The handshake is complete, now or before.</summary>
    Connected,

    /// <summary>The peer sent close_notify.</summary>
    PeerClosed,

    /// <summary>It is over; <see cref="DtlsEngine.Error"/> says why.</summary>
    Failed,
}
