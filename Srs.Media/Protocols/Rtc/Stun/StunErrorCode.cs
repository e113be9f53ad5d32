namespace Srs.Media.Protocols.Rtc.Stun;

/// <summary>Why a request is refused; RFC 8489 14.8, RFC 8445 7.3.1.1.</summary>
internal enum StunErrorCode
{
    BadRequest = 400,
    Unauthenticated = 401,
    UnknownAttribute = 420,
    RoleConflict = 487,
}
