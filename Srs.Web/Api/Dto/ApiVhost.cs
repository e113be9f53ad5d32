using Srs.Media.Configuration;
using Srs.Media.Streams;

namespace Srs.Web.Api.Dto;

/// <summary>A virtual host that had traffic.</summary>
internal sealed record ApiVhost
{
    /// <summary>Id of the virtual host.</summary>
    /// <example>vid-04xx1kq</example>
    public required string Id { get; init; }

    /// <summary>Name as configured.</summary>
    /// <example>__defaultVhost__</example>
    public required string Name { get; init; }

    /// <summary>Whether clients are let in.</summary>
    /// <example>true</example>
    public required bool Enabled { get; init; }

    /// <summary>Publishers and viewers.</summary>
    /// <example>8</example>
    public required int Clients { get; init; }

    /// <summary>Streams.</summary>
    /// <example>3</example>
    public required int Streams { get; init; }

    /// <summary>Bytes sent since the server started.</summary>
    /// <example>5344698</example>
    public required long SendBytes { get; init; }

    /// <summary>Bytes received since the server started.</summary>
    /// <example>3219453</example>
    public required long RecvBytes { get; init; }

    /// <summary>Rates.</summary>
    public required VhostKbps Kbps { get; init; }

    /// <summary>HLS of the virtual host.</summary>
    public required ApiHls Hls { get; init; }

    /// <summary>Describes a virtual host.</summary>
    /// <param name="vhost">The virtual host.</param>
    /// <param name="hls">Its settings of HLS; null for none.</param>
    public static ApiVhost From(VhostInfo vhost, HlsOptions? hls) => new()
    {
        Id = vhost.Id,
        Name = vhost.Name,
        Enabled = true,
        Clients = vhost.ClientCount,
        Streams = vhost.StreamCount,
        SendBytes = vhost.SentBytes,
        RecvBytes = vhost.ReceivedBytes,
        Kbps = VhostKbps.From(vhost.ReceiveRate, vhost.SendRate),
        Hls = new ApiHls { Enabled = hls is { Enabled: true }, Fragment = hls is { Enabled: true } ? hls.HlsFragment.TotalSeconds : null },
    };
}

/// <summary>HLS of a virtual host.</summary>
internal sealed record ApiHls
{
    /// <summary>Whether streams are cut into segments.</summary>
    /// <example>true</example>
    public required bool Enabled { get; init; }

    /// <summary>Wanted length of a segment in seconds; missing when there are none.</summary>
    /// <example>2</example>
    public required double? Fragment { get; init; }
}
