namespace Srs.Media.Configuration;

/// <summary>MPEG-DASH; section <c>Dash</c>.</summary>
public sealed record DashOptions
{
    /// <summary>Whether streams are cut into DASH segments. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Wanted length of a segment. Default 10 s, as SRS.</summary>
    public TimeSpan DashFragment { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often players ask for the manifest. Default 5 s, as SRS.</summary>
    public TimeSpan DashUpdatePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How far back players may go. Default 300 s, as SRS.</summary>
    public TimeSpan DashTimeshift { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Folder of the files. Default ./objs/nginx/html, as SRS.</summary>
    public string DashPath { get; init; } = "./objs/nginx/html";

    /// <summary>Name of the manifest in it. Default <c>[app]/[stream].mpd</c>, as SRS.</summary>
    public string DashMpdFile { get; init; } = "[app]/[stream].mpd";

    /// <summary>Segments in the manifest. Default 5, as SRS.</summary>
    public int DashWindowSize { get; init; } = 5;

    /// <summary>Whether segments that left the manifest are deleted. Default true.</summary>
    public bool DashCleanup { get; init; } = true;

    /// <summary>How long the files of a stream stay after its end; 0 for ever. Default 120 s, as SRS.</summary>
    public TimeSpan DashDispose { get; init; } = TimeSpan.FromSeconds(120);
}
