using System.Collections.Immutable;

namespace Srs.Media.Streams;

/// <summary>On whose behalf a stream is fetched.</summary>
/// <param name="Param">Parameters of one of the viewers, with their leading <c>?</c>, or empty.</param>
/// <param name="Via">
/// Ids of the servers that the request of any viewer has passed, each once, at most one less than <see cref="Cluster.EdgeVia.MaxServers"/>.
/// They are fed from here, so to be fed by one of them would be a circle.
/// </param>
/// <param name="Hops">Servers that the longest of these requests has passed.</param>
internal sealed record PullDemand(string Param, ImmutableArray<string> Via, int Hops);
