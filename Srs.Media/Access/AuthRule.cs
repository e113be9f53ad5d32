using System.Collections.Immutable;
using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>Asks for credentials by <see cref="AuthOptions"/>: keys of streams, signed URLs and tokens. Thread-safe.</summary>
/// <param name="grants">Whom it let in, and what has been revoked.</param>
/// <param name="keySets">What fetches key sets.</param>
/// <param name="clock">The time.</param>
public sealed class AuthRule(AccessGrants grants, IKeySetSource keySets, TimeProvider clock) : IAccessRule
{
    /// <summary>SRS's code for a client that is not let in.</summary>
    internal const int SecurityDenied = 2015;

    /// <summary>How much the clock of whoever made a token may be ahead.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken)
    {
        var auth = attempt.Options.Auth;
        if (!(attempt.Request.Action == AccessAction.Publish ? auth.Publish : auth.Play))
        {
            return null;
        }

        var policy = AuthPolicy.Get(auth);
        var shown = Credential.Of(attempt.Request);
        var grant = shown.Token is not null && policy.Keys.Any(static key => key.Kind >= AuthKind.Hs256)
                ? await CheckTokenAsync(policy, attempt, shown.Token, cancellationToken).ConfigureAwait(false)
            : shown.Sign is not null ? CheckSignature(policy, attempt, shown)
            : shown.Key is not null ? CheckKey(policy, attempt, shown.Key)
            : throw new CredentialsRequiredException($"{Verb(attempt)} {attempt.Stream} needs {policy.Wanted}.", wasShown: false);
        grants.Add(grant);
        return grant;
    }

    private AccessGrant CheckKey(AuthPolicy policy, AccessAttempt attempt, string shown)
    {
        // All of them are compared, so that the time tells nothing of which was near.
        var matching = policy.Keys.Where(key => key.Kind == AuthKind.Key && SecretText.Matches(key.Text, shown)).ToList();
        return matching.Count == 0
            ? throw new CredentialsRequiredException("The key is wrong.")
            : Grant(attempt, matching.Find(key => Covers(key, attempt)) ?? throw NotCovered(attempt, "key"), tokenId: "", expires: null);
    }

    private AccessGrant CheckSignature(AuthPolicy policy, AccessAttempt attempt, in Credential shown)
    {
        var (expires, sign) = (shown.Expires, shown.Sign!);
        if (!SignedUrl.TryReadTime(expires, out var time))
        {
            throw new CredentialsRequiredException("The signed address has no expires=, a time in seconds since 1970.");
        }

        var matching = policy.Keys
            .Where(key => key.Kind == AuthKind.Signature
                && SignedUrl.Verify(key.Verifier!.Bytes.AsSpan(), attempt.Request.Action, attempt.Stream, expires, sign))
            .ToList();
        if (matching.Count == 0)
        {
            throw new CredentialsRequiredException("The signature of the address is wrong; it is made for one stream, one action and one time.");
        }

        if (time <= clock.GetUtcNow())
        {
            throw new CredentialsRequiredException("The signed address has expired.");
        }

        return Grant(attempt, matching.Find(key => Covers(key, attempt)) ?? throw NotCovered(attempt, "signed address"), tokenId: "", time);
    }

    private async ValueTask<AccessGrant> CheckTokenAsync(
        AuthPolicy policy, AccessAttempt attempt, string text, CancellationToken cancellationToken)
    {
        if (!JsonWebToken.TryRead(text, out var token, out var fault))
        {
            throw new CredentialsRequiredException($"The token cannot be read: {fault}.");
        }

        var candidates = policy.Keys.Where(key => TokenSignature.NameOf(key.Kind) is { Length: > 0 } name && name == token.Algorithm).ToImmutableArray();
        if (candidates.IsEmpty)
        {
            throw new CredentialsRequiredException("The algorithm of the token (alg) is not one that is accepted here.");
        }

        CredentialsRequiredException? claim = null;
        foreach (var key in candidates)
        {
            if (!await IsSignedAsync(token, key, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            // Another key may have the same secret and other conditions.
            if (CheckClaims(token, key) is { } wrong)
            {
                claim = new CredentialsRequiredException(wrong);
                continue;
            }

            return Covers(key, attempt) && Covers(token, attempt) ? Grant(attempt, key, token.Id, token.Expires) : throw NotCovered(attempt, "token");
        }

        throw claim ?? new CredentialsRequiredException("The signature of the token is wrong, or its key is not known here.");
    }

    private async ValueTask<bool> IsSignedAsync(JsonWebToken token, AuthKey key, CancellationToken cancellationToken)
    {
        if (key.Verifier is { } verifier)
        {
            return TokenSignature.Verify(token, verifier);
        }

        var keys = await keySets.GetAsync(key.Jwks!, token.KeyId, cancellationToken).ConfigureAwait(false);
        return keys.Any(candidate =>
            candidate.Kind == key.Kind && (token.KeyId is null || candidate.KeyId == token.KeyId) && TokenSignature.Verify(token, candidate));
    }

    /// <summary>Checks what does not depend on the stream.</summary>
    /// <returns>A sentence, or null when all is well.</returns>
    private string? CheckClaims(JsonWebToken token, AuthKey key)
    {
        var now = clock.GetUtcNow();
        return token.Expires is not { } expires ? "The token has no end (exp)."
            : expires <= now ? "The token has expired."
            : token.NotBefore is { } start && start > now + Leeway ? "The token is not valid yet."
            : key.Issuer.Length > 0 && token.Issuer != key.Issuer ? "The token is of another issuer (iss)."
            : key.Audience.Length > 0 && !token.Audience.Contains(key.Audience) ? "The token is for another audience (aud)."
            : null;
    }

    private static bool Covers(JsonWebToken token, AccessAttempt attempt) =>
        token.Actions.Contains(attempt.Request.Action == AccessAction.Publish ? "publish" : "play")
        && (token.Vhost.Length == 0 || string.Equals(token.Vhost, attempt.Stream.Vhost, StringComparison.OrdinalIgnoreCase))
        && token.Streams.Any(pattern => StreamPattern.Matches(pattern, attempt.Stream.App, attempt.Stream.Stream));

    private static bool Covers(AuthKey key, AccessAttempt attempt) => key.Covers(attempt.Request.Action, attempt.Stream);

    private static AccessDeniedException NotCovered(AccessAttempt attempt, string what) =>
        new(SecurityDenied, $"The {what} is good, but not for {Verb(attempt).ToLowerInvariant()} {attempt.Stream}.");

    private static string Verb(AccessAttempt attempt) => attempt.Request.Action == AccessAction.Publish ? "Publishing" : "Playing";

    private AccessGrant Grant(AccessAttempt attempt, AuthKey key, string tokenId, DateTimeOffset? expires) =>
        new(grants, attempt.Session, attempt.Stream, attempt.Request.Action, key, tokenId, expires);
}
