namespace Srs.Web.Callbacks;

/// <summary>A call that was made, as the API shows it.</summary>
/// <param name="Time">When it began.</param>
/// <param name="ClientId">Id of the client that it was about; empty for none.</param>
/// <param name="Url">The address without what may be secret.</param>
/// <param name="Attempt">1, or more when it was tried again.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Result">What came of it.</param>
internal sealed record CallbackDelivery(DateTimeOffset Time, string ClientId, string Url, int Attempt, TimeSpan Duration, CallbackResult Result);
