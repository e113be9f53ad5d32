using System.Collections.Immutable;

namespace Srs.Media.Streams;

/// <summary>On whose behalf a stream is fetched.</summary>
/// <param name="Param">Parameters of the viewer who has been there longest, with their leading <c>?</c>, or empty.</param>
/// <param name="Via">Ids of the servers that the requests of all viewers have passed.</param>
internal sealed record PullDemand(string Param, ImmutableArray<string> Via);
