namespace Srs.Media.Segments;

/// <summary>Where the segments of HLS are kept; section <c>Srs:SegmentStore</c>.</summary>
public sealed record SegmentStoreOptions
{
    /// <summary>
    /// Most memory of all segments, such as <c>512MB</c> or <c>4GB</c>, or a share of the machine's such as <c>25%</c>. Past it the oldest segments are
    /// given up, those of streams that are not published first. Default 25%.
    /// </summary>
    public string MaxMemory { get; init; } = "25%";

    /// <summary>How long segments stay after players need them no longer. Default 0.</summary>
    public TimeSpan Past { get; init; }

    /// <summary>Folder where segments are kept, too, so that they outlive the server; empty for none. Default empty.</summary>
    public string Path { get; init; } = "";

    /// <summary>How long they stay there. Default 1 h.</summary>
    public TimeSpan PastOnDisk { get; init; } = TimeSpan.FromHours(1);
}
