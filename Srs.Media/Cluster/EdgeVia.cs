using System.Collections.Immutable;

namespace Srs.Media.Cluster;

/// <summary>The servers that a request has passed on its way from the viewer, as edges tell them in connect.</summary>
/// <remarks>
/// <code>srs_via: id *( "," id )</code>
/// The first id is that of the server nearest to the viewer. An id is new at each start of a server, so nobody else can know it.
/// </remarks>
internal static class EdgeVia
{
    /// <summary>Property of connect's object.</summary>
    public const string Property = "srs_via";

    /// <summary>Servers that a request may have passed; clusters have two or three tiers.</summary>
    public const int MaxServers = 16;

    /// <summary>Longest id in characters; this server's own have 16.</summary>
    private const int MaxIdLength = 64;

    /// <summary>Reads what a peer told; of a list that is too long one id more than is allowed, so that it can be told.</summary>
    public static ImmutableArray<string> Read(string? text)
    {
        var longest = (MaxServers + 1) * (MaxIdLength + 1);
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        var ids = text[..Math.Min(text.Length, longest)].Split(',', MaxServers + 2, StringSplitOptions.RemoveEmptyEntries);
        return [.. ids.Take(MaxServers + 1).Select(static id => id[..Math.Min(id.Length, MaxIdLength)])];
    }

    /// <summary>Writes it.</summary>
    public static string Write(IEnumerable<string> ids) => string.Join(',', ids);
}
