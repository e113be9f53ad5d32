using Srs.Media.Cluster;

namespace Srs.Media.Streams;

/// <summary>The one door: every publish and play of every protocol passes here.</summary>
/// <remarks>
/// In this order: the virtual host, names, the way the request came, the rules, and the lease. Resolving is asynchronous because a stream may have to
/// be asked for elsewhere. A viewer of an edge virtual host is let in at once and waits as for a publisher, while the stream is being
/// fetched. Refusals are <see cref="AccessDeniedException"/>; each protocol turns them into its own reply. Thread-safe.
/// </remarks>
/// <param name="vhosts">The virtual hosts as they are now.</param>
/// <param name="streams">The streams.</param>
/// <param name="edges">What fetches the streams of edge virtual hosts; null where there are none.</param>
/// <param name="rules">What lets sessions in, in the order in which they are asked; null for everybody.</param>
public sealed class StreamBroker(
    Func<VhostTable> vhosts, StreamRegistry streams, EdgePuller? edges = null, IReadOnlyList<IAccessRule>? rules = null)
{
    private const int NoVhost = 2014;
    private const int StreamNameEmpty = 2051;
    private const int RtmpIdentify = 2055;

    /// <summary>Finds the virtual host for a host name and takes the snapshot of its options that a session keeps.</summary>
    /// <exception cref="AccessDeniedException">The virtual host is switched off.</exception>
    public (string Name, VhostOptions Options) ResolveVhost(string host)
    {
        var vhost = vhosts().Resolve(host);
        return vhost.Options.Enabled
            ? vhost
            : throw new AccessDeniedException(NoVhost, $"Virtual host \"{vhost.Name}\" is switched off; set Enabled to true to use it.");
    }

    /// <summary>Gives a stream to a publisher.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="session">Who asks; ended with <see cref="SessionEndReason.Replaced"/> when another publisher takes over.</param>
    /// <param name="cancellationToken">The session's end.</param>
    /// <returns>A lease; the caller disposes it.</returns>
    /// <exception cref="AccessDeniedException">Refused; its message is fit for the peer.</exception>
    public async ValueTask<PublishLease> PublishAsync(AccessRequest request, ISession session, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (key, options) = Identify(request);
        var attempt = new AccessAttempt(request, key, options, session);
        var pass = await AskRulesAsync(attempt, cancellationToken).ConfigureAwait(false);
        try
        {
            var lease = streams.Publish(key, session, options);
            lease.Pass = pass;
            attempt.IsAdmitted = true;
            return lease;
        }
        catch
        {
            pass?.Dispose();
            throw;
        }
    }

    /// <summary>Lets a viewer in; the stream need not have a source yet.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="session">Who asks.</param>
    /// <param name="cancellationToken">The session's end.</param>
    /// <returns>A lease; the caller disposes it.</returns>
    /// <exception cref="AccessDeniedException">Refused; its message is fit for the peer.</exception>
    public async ValueTask<PlayLease> PlayAsync(AccessRequest request, ISession session, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (key, options) = Identify(request);
        edges?.Check(request);
        var attempt = new AccessAttempt(request, key, options, session);
        var pass = await AskRulesAsync(attempt, cancellationToken).ConfigureAwait(false);
        var lease = streams.Play(key, session, options, request);
        lease.Pass = pass;
        attempt.IsAdmitted = true;
        if (options.Cluster.Mode == ClusterMode.Remote)
        {
            edges?.Fetch(lease.Stream, options);
        }

        return lease;
    }

    private ValueTask<AccessPass?> AskRulesAsync(AccessAttempt attempt, CancellationToken cancellationToken) =>
        rules is { Count: > 0 } ? AccessPass.AskAsync(rules, attempt, cancellationToken) : default;

    private (StreamKey Key, VhostOptions Options) Identify(AccessRequest request)
    {
        var (vhost, options) = ResolveVhost(request.Host);
        if (request.Stream.Length == 0)
        {
            throw new AccessDeniedException(StreamNameEmpty, "The stream name is empty; use rtmp://host/app/stream.");
        }

        if (StreamName.CheckApp(request.App) is { } app)
        {
            throw new AccessDeniedException(RtmpIdentify, $"The application name is refused because {app}.");
        }

        if (StreamName.CheckStream(request.Stream) is { } stream)
        {
            throw new AccessDeniedException(RtmpIdentify, $"The stream name is refused because {stream}.");
        }

        return (new StreamKey(vhost, request.App, request.Stream), options);
    }
}
