using System.Collections.Immutable;

namespace Srs.Web.Api.Dto;

/// <summary>What settings would change.</summary>
internal sealed record ConfigDiffResponse : ApiEnvelope
{
    /// <summary>Number of changes.</summary>
    /// <example>1</example>
    public required int Total { get; init; }

    /// <summary>The changes, at most 1000.</summary>
    public required ImmutableArray<ApiConfigChange> Changes { get; init; }

    /// <summary>Keys that would count only when the server is started again.</summary>
    public required ImmutableArray<string> NeedsRestart { get; init; }

    /// <summary>Virtual hosts that are touched, at most 1000.</summary>
    /// <example>["__defaultVhost__"]</example>
    public required ImmutableArray<string> Vhosts { get; init; }

    /// <summary>Their streams now, at most 1000; what plays keeps its settings until it begins anew.</summary>
    /// <example>["/live/livestream"]</example>
    public required ImmutableArray<string> Streams { get; init; }

    /// <summary>Sessions that would end, because their virtual host goes or is switched off, or the key that let them in goes.</summary>
    /// <example>0</example>
    public required int Ended { get; init; }

    /// <summary>What there is to know.</summary>
    public required ImmutableArray<string> Remarks { get; init; }
}
