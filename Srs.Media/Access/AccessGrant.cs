using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>What a session was let in with; ends the session when it ends. Disposed when the session leaves the stream.</summary>
/// <param name="owner">Who keeps it.</param>
/// <param name="session">The session.</param>
/// <param name="stream">The stream.</param>
/// <param name="action">What it was let in for.</param>
/// <param name="key">The key that the credential was checked with.</param>
/// <param name="tokenId">The token's <c>jti</c>; empty for none.</param>
/// <param name="expires">When it ends; null for never.</param>
internal sealed class AccessGrant(AccessGrants owner, ISession session, StreamKey stream, AccessAction action, AuthKey key, string tokenId, DateTimeOffset? expires)
    : IDisposable
{
    public ISession Session { get; } = session;

    public StreamKey Stream { get; } = stream;

    public string KeyName => key.Name;

    public string TokenId { get; } = tokenId;

    public DateTimeOffset Expires { get; } = expires ?? DateTimeOffset.MaxValue;

    /// <summary>Order among those that end at the same time; given by the owner.</summary>
    public long Number { get; set; }

    /// <summary>Whether the virtual hosts, as they are then, still have the key, and it is still good for this.</summary>
    public bool IsSupported(VhostTable vhosts)
    {
        var (name, options) = vhosts.Resolve(Stream.Vhost);
        return name == Stream.Vhost
            && (!(action == AccessAction.Publish ? options.Auth.Publish : options.Auth.Play)
                || AuthPolicy.Get(options.Auth).Keys.Any(other => other.Name == key.Name && other.Supports(key) && other.Covers(action, Stream)));
    }

    /// <inheritdoc/>
    public void Dispose() => owner.Remove(this);
}
