namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>How an <see cref="IceLiteAgent"/> treats its peer.</summary>
internal sealed record IceAgentOptions
{
    /// <summary>After so long without a check the peer's consent is over. Default 30 s: RFC 7675 5.1, and SRS's <c>stun_timeout</c>.</summary>
    public TimeSpan ConsentTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a peer that takes itself for the controlled side is told otherwise (487) instead of being served. Default true.</summary>
    public bool ChecksRole { get; init; } = true;
}
