namespace Srs.Web.Callbacks;

/// <summary>What is sent to one address or several.</summary>
/// <param name="Name">The event.</param>
/// <param name="Vhost">The virtual host; empty for what belongs to none.</param>
/// <param name="ClientId">Whom it is about; empty for nobody.</param>
/// <param name="Body">JSON.</param>
/// <param name="Secret">Key of the signature; empty for none.</param>
/// <param name="Timeout">Longest time of one call.</param>
/// <param name="IgnoresAnswer">Whether any body will do, so long as the status is 200 or 201.</param>
internal sealed record CallbackCall(string Name, string Vhost, string ClientId, byte[] Body, string Secret, TimeSpan Timeout, bool IgnoresAnswer = false)
{
    /// <summary>Makes it a GET without body: how many bytes of the answer are read. Null for a POST.</summary>
    public int? GetLength { get; init; }

    /// <summary>Sixteen characters; the same when the call is tried again.</summary>
    public string DeliveryId { get; } = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));

    /// <summary>A call about a client.</summary>
    public static CallbackCall Of(string name, CallbackSubject subject, byte[] body) =>
        new(name, subject.Stream.Vhost, subject.ClientId, body, subject.Hooks.Secret, subject.Hooks.Timeout);
}
