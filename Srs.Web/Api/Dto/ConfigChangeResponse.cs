using System.Collections.Immutable;

namespace Srs.Web.Api.Dto;

/// <summary>What was changed.</summary>
internal sealed record ConfigChangeResponse : ApiEnvelope
{
    /// <summary>Number of the change in the history; the old one when nothing differed.</summary>
    /// <example>2</example>
    public required int Version { get; init; }

    /// <summary>Whether it is in the file that is read at the next start.</summary>
    /// <example>false</example>
    public required bool Persisted { get; init; }

    /// <summary>Number of changes.</summary>
    /// <example>1</example>
    public required int Total { get; init; }

    /// <summary>The changes, at most 1000.</summary>
    public required ImmutableArray<ApiConfigChange> Changes { get; init; }

    /// <summary>Keys that count only when the server is started again.</summary>
    public required ImmutableArray<string> NeedsRestart { get; init; }

    /// <summary>Sessions that were ended, because their virtual host is gone or switched off, or the key that let them in is.</summary>
    /// <example>0</example>
    public required int Ended { get; init; }

    /// <summary>What there is to know.</summary>
    public required ImmutableArray<string> Remarks { get; init; }
}
