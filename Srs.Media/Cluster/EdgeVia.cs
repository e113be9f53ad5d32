using System.Collections.Immutable;

namespace Srs.Media.Cluster;

/// <summary>Which servers a request feeds, as edges tell it in connect, so that no server is fed by itself.</summary>
/// <remarks>
/// <code>
/// srs_via:  id *( "," id )    servers that the answer feeds: all those that the requests of any viewer have passed, then the asking one
/// srs_hops: number            servers that the request has passed one after the other, the asking one included
/// </code>
/// An id is new at each start of a server, so nobody else can know it.
/// </remarks>
internal static class EdgeVia
{
    /// <summary>Property of connect's object with the ids.</summary>
    public const string Property = "srs_via";

    /// <summary>Property of connect's object with the number of servers.</summary>
    public const string HopsProperty = "srs_hops";

    /// <summary>Ids that are told and read; of more, some are left out.</summary>
    public const int MaxServers = 256;

    /// <summary>Servers that a request may pass one after the other; clusters have two or three tiers.</summary>
    public const int MaxHops = 16;

    /// <summary>Longest id in characters; this server's own have 16.</summary>
    private const int MaxIdLength = 64;

    /// <summary>Reads the ids that a peer told, the first 256 at most, each cut to 64 characters.</summary>
    public static ImmutableArray<string> Read(string? text)
    {
        const int Longest = MaxServers * (MaxIdLength + 1);
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        var ids = text[..Math.Min(text.Length, Longest)].Split(',', StringSplitOptions.RemoveEmptyEntries);
        return [.. ids.Take(MaxServers).Select(static id => id[..Math.Min(id.Length, MaxIdLength)])];
    }

    /// <summary>Reads the number of servers that a peer told: 0 to one more than are allowed; 0 when it told none.</summary>
    public static int ReadHops(double? hops) => hops is > 0 and var number ? (int)Math.Min(number, MaxHops + 1) : 0;

    /// <summary>Writes the ids.</summary>
    public static string Write(IEnumerable<string> ids) => string.Join(',', ids);
}
