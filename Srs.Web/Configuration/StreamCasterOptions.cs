namespace Srs.Web.Configuration;

/// <summary>A port of its own that takes streams in another form and publishes them here; section <c>Srs:StreamCasters:&lt;name&gt;</c>.</summary>
internal sealed record StreamCasterOptions
{
    /// <summary>Whether it listens. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What it takes: <c>flv</c>, an FLV file as the body of a POST; <c>mpegts_over_udp</c> and <c>gb28181</c> are not available yet.</summary>
    public string Caster { get; init; } = "";

    /// <summary>Where it listens: <c>[ip:]port</c>, several separated by spaces.</summary>
    public string Listen { get; init; } = "";

    /// <summary>Where it publishes, such as <c>rtmp://127.0.0.1/[app]/[stream]</c>; [app] and [stream] are those of the request's path.</summary>
    public string Output { get; init; } = "";

    /// <summary>Accepted: SRS has no SIP server any more.</summary>
    public SipOptions Sip { get; init; } = new();
}
