using System.Collections.Immutable;
using System.Net;

namespace Srs.Media.Streams;

/// <summary>What a session asks of the <see cref="StreamBroker"/>, the same for every protocol.</summary>
public sealed record AccessRequest
{
    /// <summary>Host name that the client asked for, before it is resolved to a virtual host.</summary>
    public required string Host { get; init; }

    /// <summary>Application, as parsed from the URL.</summary>
    public required string App { get; init; }

    /// <summary>Stream name, as parsed from the URL.</summary>
    public required string Stream { get; init; }

    /// <summary>Publish or play.</summary>
    public required AccessAction Action { get; init; }

    /// <summary>Query of the URL with its leading <c>?</c>, or empty; SRS's <c>param</c>.</summary>
    public string Param { get; init; } = "";

    /// <summary>Token shown beside the URL, such as in HTTP's <c>Authorization: Bearer</c>; empty for none.</summary>
    public string Token { get; init; } = "";

    /// <summary>Address of the client.</summary>
    public IPAddress? Remote { get; init; }

    /// <summary>URL of the application in the protocol's own form.</summary>
    public string TcUrl { get; init; } = "";

    /// <summary>Page that embeds the player, if it told.</summary>
    public string PageUrl { get; init; } = "";

    /// <summary>Ids of the servers that are fed by the answer, up to 256 of them; empty for a client's own request.</summary>
    public ImmutableArray<string> Via { get; init; } = [];

    /// <summary>Servers that the request has passed one after the other; 0 for a client's own.</summary>
    public int Hops { get; init; }
}
