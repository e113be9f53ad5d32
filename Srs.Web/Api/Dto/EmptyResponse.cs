namespace Srs.Web.Api.Dto;

/// <summary>Done; there is nothing more to say.</summary>
internal sealed record EmptyResponse : ApiEnvelope;
