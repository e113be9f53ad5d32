namespace Srs.Web.Api.Dto;

/// <summary>A revocation that was made.</summary>
internal sealed record RevocationResponse : ApiEnvelope
{
    /// <summary>The revocation.</summary>
    public required ApiRevocation Revocation { get; init; }

    /// <summary>Number of sessions that it ended.</summary>
    /// <example>1</example>
    public required int Ended { get; init; }
}
