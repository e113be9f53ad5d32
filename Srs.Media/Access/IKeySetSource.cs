using System.Collections.Immutable;

namespace Srs.Media.Access;

/// <summary>Fetches JSON web key sets; what <see cref="AuthKeyOptions.Jwks"/> names. Thread-safe.</summary>
public interface IKeySetSource
{
    /// <summary>The keys at an address, asked anew when they are old, or when none has the wanted id; seldom enough not to harm its server.</summary>
    /// <param name="address">Where.</param>
    /// <param name="keyId">Id of the key that is wanted; null for any.</param>
    /// <param name="cancellationToken">The session's end.</param>
    /// <returns>Empty when there are none now.</returns>
    ValueTask<ImmutableArray<JsonWebKey>> GetAsync(Uri address, string? keyId, CancellationToken cancellationToken);
}
