namespace Srs.Web.Api.Dto;

/// <summary>The version of SRS whose API is spoken.</summary>
internal sealed record VersionsResponse : ApiEnvelope
{
    /// <summary>The version.</summary>
    public required VersionData Data { get; init; }
}

/// <summary>A version as a whole and in its parts.</summary>
internal sealed record VersionData
{
    /// <summary>First number.</summary>
    /// <example>7</example>
    public required int Major { get; init; }

    /// <summary>Second number.</summary>
    /// <example>0</example>
    public required int Minor { get; init; }

    /// <summary>Third number.</summary>
    /// <example>18</example>
    public required int Revision { get; init; }

    /// <summary>The three numbers.</summary>
    /// <example>7.0.18</example>
    public required string Version { get; init; }
}
