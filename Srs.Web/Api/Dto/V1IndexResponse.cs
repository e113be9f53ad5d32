namespace Srs.Web.Api.Dto;

/// <summary>What version 1 of the API has.</summary>
internal sealed record V1IndexResponse : ApiEnvelope
{
    /// <summary>Paths below this one.</summary>
    public required V1IndexUrls Urls { get; init; }
}

/// <summary>Paths below <c>/api/v1/</c>, each with what it answers.</summary>
internal sealed record V1IndexUrls
{
    /// <summary>What <c>versions</c> answers.</summary>
    /// <example>the version of the server</example>
    public required string Versions { get; init; }

    /// <summary>What <c>summaries</c> answers.</summary>
    /// <example>the load of the process and of the machine</example>
    public required string Summaries { get; init; }

    /// <summary>What <c>vhosts</c> answers.</summary>
    /// <example>the virtual hosts that had traffic, or the one with an id</example>
    public required string Vhosts { get; init; }

    /// <summary>What <c>streams</c> answers.</summary>
    /// <example>the streams, or the one with an id</example>
    public required string Streams { get; init; }

    /// <summary>What <c>clients</c> answers.</summary>
    /// <example>the clients, or the one with an id; DELETE ends it</example>
    public required string Clients { get; init; }

    /// <summary>What <c>raw</c> answers.</summary>
    /// <example>reloading the settings as SRS does</example>
    public required string Raw { get; init; }

    /// <summary>What <c>config</c> answers.</summary>
    /// <example>the settings, which can be checked, changed and rolled back</example>
    public required string Config { get; init; }

    /// <summary>What <c>callbacks</c> answers.</summary>
    /// <example>the last calls to callback servers, and what came of them</example>
    public required string Callbacks { get; init; }
}
