namespace Srs.Media.Protocols.Dash;

/// <summary>What the names of segments in a manifest tell.</summary>
internal enum DashNaming
{
    /// <summary>The number of the segment: in files, as in SRS.</summary>
    Number,

    /// <summary>When the segment is shown; it is there once it is complete.</summary>
    Time,

    /// <summary>The same, but it is there from its first part on.</summary>
    GrowingTime,
}
