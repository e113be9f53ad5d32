namespace Srs.Media.Configuration;

/// <summary>Recording; section <c>Dvr</c>.</summary>
public sealed record DvrOptions
{
    /// <summary>Whether streams are recorded. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>The streams that are, <c>app/stream</c>, several separated by spaces, or <c>all</c>. Default all.</summary>
    public string DvrApply { get; init; } = "all";

    /// <summary>A file for each <c>session</c> or <c>segment</c>. Default session, as SRS.</summary>
    public string DvrPlan { get; init; } = "session";

    /// <summary>Name of a file; its ending tells the format. Default <c>./objs/nginx/html/[app]/[stream].[timestamp].flv</c>, as SRS.</summary>
    public string DvrPath { get; init; } = "./objs/nginx/html/[app]/[stream].[timestamp].flv";

    /// <summary>Length of a segment. Default 30 s, as SRS.</summary>
    public TimeSpan DvrDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a segment begins with a key frame. Default true.</summary>
    public bool DvrWaitKeyframe { get; init; } = true;

    /// <summary>Which times are recorded: <c>full</c>, <c>zero</c> or <c>off</c>. Default full, as SRS.</summary>
    public string TimeJitter { get; init; } = "full";
}
