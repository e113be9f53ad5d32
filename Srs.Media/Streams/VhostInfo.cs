using Srs.Media.Diagnostics;

namespace Srs.Media.Streams;

/// <summary>A virtual host as the API shows it; immutable.</summary>
public sealed record VhostInfo
{
    /// <summary>Id for the API.</summary>
    public required string Id { get; init; }

    /// <summary>Name as configured, or <see cref="VhostTable.DefaultName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Streams that are there.</summary>
    public required int StreamCount { get; init; }

    /// <summary>Publishers and viewers of these.</summary>
    public required int ClientCount { get; init; }

    /// <summary>Bytes sent since the server started.</summary>
    public required long SentBytes { get; init; }

    /// <summary>Bytes received since the server started.</summary>
    public required long ReceivedBytes { get; init; }

    /// <summary>Rate of the bytes sent.</summary>
    public required Bitrates SendRate { get; init; }

    /// <summary>Rate of the bytes received.</summary>
    public required Bitrates ReceiveRate { get; init; }
}
