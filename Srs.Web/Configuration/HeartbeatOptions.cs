namespace Srs.Web.Configuration;

/// <summary>A sign of life that the server posts to a web address, as SRS does; section <c>Srs:Heartbeat</c>.</summary>
internal sealed record HeartbeatOptions
{
    /// <summary>Whether it is sent. Default false, as SRS.</summary>
    public bool Enabled { get; init; }

    /// <summary>Time between two of them, 1 s to 1 day. Default 10 s, as SRS.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where it goes, http or https. Default <c>http://127.0.0.1:8085/api/v1/servers</c>, as SRS.</summary>
    public string Url { get; init; } = "http://127.0.0.1:8085/api/v1/servers";

    /// <summary>What this server is called there. Default empty.</summary>
    public string DeviceId { get; init; } = "";

    /// <summary>Whether it tells the load, as <c>/api/v1/summaries</c>. Default false, as SRS.</summary>
    public bool Summaries { get; init; }

    /// <summary>Whether it tells the ports, as SRS's proxy wants it. Default false, as SRS.</summary>
    public bool Ports { get; init; }
}
