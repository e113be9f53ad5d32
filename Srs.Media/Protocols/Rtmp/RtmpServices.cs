using Microsoft.Extensions.Logging;
using Srs.Media.Buffers;
using Srs.Media.Egress;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>What every RTMP connection needs of the server.</summary>
public sealed record RtmpServices
{
    /// <summary>The one door to streams.</summary>
    public required StreamBroker Broker { get; init; }

    /// <summary>Where the connection registers itself.</summary>
    public required SessionRegistry Sessions { get; init; }

    /// <summary>What serves players.</summary>
    public required EgressPool Egress { get; init; }

    /// <summary>Where payloads live.</summary>
    public required BufferPool Buffers { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>What the server tells about itself.</summary>
    public required RtmpServerInfo Server { get; init; }

    /// <summary>The log.</summary>
    public required ILogger<RtmpConnection> Logger { get; init; }
}
