namespace Srs.Media.Configuration;

/// <summary>MPEG-DASH; section <c>Dash</c>.</summary>
public sealed record DashOptions
{
    /// <summary>Whether streams are cut into DASH segments. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// Wanted length of a segment; it ends at the first key frame after that. With HLS on it consists of whole segments of HLS. Default 2 s.
    /// </summary>
    public TimeSpan DashFragment { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often players ask for the manifest. Default 2 s.</summary>
    public TimeSpan DashUpdatePeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How far back players may go, three segments at least. Default 60 s.</summary>
    public TimeSpan DashTimeshift { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How far behind the publisher players of the low-latency manifest, <c>/app/stream.ll.mpd</c>, are to be; 0 for no such manifest. Default 2 s.
    /// </summary>
    public TimeSpan DashLatency { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Folder of the files; empty keeps everything in memory. Default empty.</summary>
    public string DashPath { get; init; } = "";

    /// <summary>Name of the manifest in it. Default <c>[app]/[stream].mpd</c>, as SRS.</summary>
    public string DashMpdFile { get; init; } = "[app]/[stream].mpd";

    /// <summary>Most segments in the manifest, three at least; 0 for as many as DashTimeshift has. Default 0.</summary>
    public int DashWindowSize { get; init; }

    /// <summary>Whether files of segments that left the manifest are deleted, once nobody can be reading them. Default true.</summary>
    public bool DashCleanup { get; init; } = true;

    /// <summary>How long manifest and segments of a stream stay after its end; 0 for ever. Default 120 s, as SRS.</summary>
    public TimeSpan DashDispose { get; init; } = TimeSpan.FromSeconds(120);
}
