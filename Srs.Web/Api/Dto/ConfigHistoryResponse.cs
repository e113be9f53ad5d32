using System.Collections.Immutable;

namespace Srs.Web.Api.Dto;

/// <summary>The last changes of the settings.</summary>
internal sealed record ConfigHistoryResponse : ApiEnvelope
{
    /// <summary>The newest last.</summary>
    public required ImmutableArray<ApiConfigRecord> History { get; init; }
}

/// <summary>A change of the settings.</summary>
internal sealed record ApiConfigRecord
{
    /// <summary>Number of the change, from 1 at the start of the server.</summary>
    /// <example>2</example>
    public required int Version { get; init; }

    /// <summary>When, in UTC.</summary>
    /// <example>2026-01-01T00:00:00.000Z</example>
    public required string Time { get; init; }

    /// <summary>User or key of the API, or the address of a caller without; empty for files and signals.</summary>
    /// <example>admin</example>
    public required string Author { get; init; }

    /// <summary>What made the change: start, SIGHUP, a changed file, raw API, put, patch, rollback to N.</summary>
    /// <example>patch</example>
    public required string Trigger { get; init; }

    /// <summary>Whether it was written to the file that is read at the next start.</summary>
    /// <example>false</example>
    public required bool Persisted { get; init; }

    /// <summary>Number of changes.</summary>
    /// <example>1</example>
    public required int Total { get; init; }

    /// <summary>The changes, at most 1000.</summary>
    public required ImmutableArray<ApiConfigChange> Changes { get; init; }
}
