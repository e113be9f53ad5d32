namespace Srs.Media.Configuration;

/// <summary>Passing streams on to other servers; section <c>Forward</c>.</summary>
public sealed record ForwardOptions
{
    /// <summary>Whether streams are passed on. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Servers, <c>host[:port]</c>, several separated by spaces. Default none.</summary>
    public string Destination { get; init; } = "";

    /// <summary>URL that is asked where a stream goes. Default none.</summary>
    public string Backend { get; init; } = "";
}
