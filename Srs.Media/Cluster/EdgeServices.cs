using Microsoft.Extensions.Logging;
using Srs.Media.Buffers;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Media.Streams;

namespace Srs.Media.Cluster;

/// <summary>What pulls need of the server.</summary>
public sealed record EdgeServices
{
    /// <summary>Where running pulls register themselves.</summary>
    public required SessionRegistry Sessions { get; init; }

    /// <summary>Where payloads live.</summary>
    public required BufferPool Buffers { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>What the server tells about itself.</summary>
    public required RtmpServerInfo Server { get; init; }

    /// <summary>The log.</summary>
    public required ILogger<EdgePuller> Logger { get; init; }

    /// <summary>How an origin is connected to; <see cref="RtmpClient.ConnectAsync(string, RtmpClientOptions?, CancellationToken)"/> but in tests.</summary>
    public Func<string, RtmpClientOptions, CancellationToken, Task<RtmpClient>> Connect { get; init; } = RtmpClient.ConnectAsync;
}
