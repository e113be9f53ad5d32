namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>Why a STUN message did not count as a check.</summary>
internal enum IceRefusal
{
    /// <summary>It counts.</summary>
    None,

    /// <summary>No request: an indication, or an answer to something nobody asked.</summary>
    NotARequest,

    /// <summary>No USERNAME, or no MESSAGE-INTEGRITY.</summary>
    NoCredentials,

    /// <summary>USERNAME is of another session.</summary>
    WrongUsername,

    /// <summary>MESSAGE-INTEGRITY was made with another password, or the message was changed.</summary>
    WrongIntegrity,

    /// <summary>It holds attributes that must be understood and are not.</summary>
    UnknownAttributes,

    /// <summary>Another method than Binding.</summary>
    UnknownMethod,

    /// <summary>The peer, too, takes itself for the controlled side; it is told to be the controlling one.</summary>
    RoleConflict,
}
