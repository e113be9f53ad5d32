namespace Srs.Web.Configuration;

/// <summary>A SIP server for GB28181, which is outside; section <c>Sip</c> of a stream caster.</summary>
internal sealed record SipOptions
{
    /// <summary>Accepted; SRS has no SIP server any more. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Accepted, likewise. Default 5060, as SRS.</summary>
    public int Listen { get; init; } = 5060;

    /// <summary>Accepted, likewise. Default 60 s, as SRS.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Accepted, likewise. Default 5 s, as SRS.</summary>
    public TimeSpan Reinvite { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Address that cameras send to; <c>*</c> for that of the machine. Default *.</summary>
    public string Candidate { get; init; } = "*";
}
