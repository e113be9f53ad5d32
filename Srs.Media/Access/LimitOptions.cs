namespace Srs.Media.Access;

/// <summary>How much of a virtual host may be used at a time; section <c>Limits</c>. Zero is no limit.</summary>
public sealed record LimitOptions
{
    /// <summary>Most publishers and viewers together. Default 0.</summary>
    public int Connections { get; init; }

    /// <summary>Most viewers of one stream. Default 0.</summary>
    public int ViewersPerStream { get; init; }

    /// <summary>Most streams that are published at a time; a second publisher of a stream does not count. Default 0.</summary>
    public int Publishers { get; init; }

    /// <summary>
    /// Highest bitrate of a publisher in kbit/s, everything that it sends taken together; one whose average over 10 s is higher is ended. Default 0.
    /// </summary>
    public int PublisherKbps { get; init; }
}
