namespace Srs.Web.Api.Dto;

/// <summary>What <c>/api/v1/raw</c> answers.</summary>
internal sealed record RawResponse
{
    /// <summary>0; an answer with another number has no other fields.</summary>
    /// <example>0</example>
    public int Code { get; init; }

    /// <summary>For <c>rpc=raw</c>.</summary>
    public RawHttpApi? HttpApi { get; init; }

    /// <summary>For <c>rpc=reload-fetch</c>.</summary>
    public RawReload? Data { get; init; }
}

/// <summary>How the API is configured.</summary>
internal sealed record RawHttpApi
{
    /// <summary>Whether it is there.</summary>
    /// <example>true</example>
    public required bool Enabled { get; init; }

    /// <summary>Where it listens.</summary>
    /// <example>1985</example>
    public required string Listen { get; init; }

    /// <summary>Whether web pages of other sites may read it.</summary>
    /// <example>true</example>
    public required bool Crossdomain { get; init; }

    /// <summary>What this route may do.</summary>
    public required RawApiState RawApi { get; init; }
}

/// <summary>What <c>/api/v1/raw</c> may do.</summary>
internal sealed record RawApiState
{
    /// <summary>Whether it may do anything but <c>rpc=raw</c>.</summary>
    /// <example>true</example>
    public required bool Enabled { get; init; }

    /// <summary>Whether it may reload.</summary>
    /// <example>true</example>
    public required bool AllowReload { get; init; }

    /// <summary>False: SRS has it no more.</summary>
    /// <example>false</example>
    public bool AllowQuery { get; init; }

    /// <summary>False, likewise.</summary>
    /// <example>false</example>
    public bool AllowUpdate { get; init; }
}

/// <summary>How far the last reload came.</summary>
internal sealed record RawReload
{
    /// <summary>SRS's error number; 0 for none.</summary>
    /// <example>0</example>
    public required int Err { get; init; }

    /// <summary>Why it failed, or Success.</summary>
    /// <example>Success</example>
    public required string Msg { get; init; }

    /// <summary>0 none so far, 10 reading, 20 comparing, 30 applying, 90 done.</summary>
    /// <example>90</example>
    public required int State { get; init; }

    /// <summary>Id of the reload; empty before the first.</summary>
    /// <example>069i900p</example>
    public required string Rid { get; init; }
}
