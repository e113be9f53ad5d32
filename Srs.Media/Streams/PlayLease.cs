using Srs.Media.Egress;

namespace Srs.Media.Streams;

/// <summary>The right to play a stream. Dispose to leave, after every cursor and subscription opened with it.</summary>
public sealed class PlayLease : IDisposable
{
    internal PlayLease(LiveStream stream, ISession session, AccessRequest? request)
    {
        Stream = stream;
        Session = session;
        Request = request;
        Tally = new SessionTally(session);
    }

    /// <summary>Raised when a source begins where there was none. Handlers return at once.</summary>
    /// <remarks>This and <see cref="Unpublished"/> are raised one at a time, in the order in which they happened.</remarks>
    public event Action? Published;

    /// <summary>Raised when no source has been there for the grace period. Handlers return at once.</summary>
    public event Action? Unpublished;

    /// <summary>The stream.</summary>
    public LiveStream Stream { get; }

    /// <summary>The session that holds the lease.</summary>
    internal ISession Session { get; }

    /// <summary>What the rules at the door gave the session; null when they gave nothing.</summary>
    internal AccessPass? Pass { get; set; }

    /// <summary>What the session asked for; null for the server's own.</summary>
    internal AccessRequest? Request { get; }

    /// <summary>What the session has moved under the lease.</summary>
    internal SessionTally Tally { get; }

    /// <summary>Joins the shared log of a format: headers, the newest group of pictures, then live.</summary>
    /// <returns>The log and the viewer's place in it; the caller disposes the cursor or hands it to an <see cref="EgressPool"/>.</returns>
    public (WireLog Log, WireCursor Cursor) JoinLog(IWireFormat format) => Stream.JoinLog(format);

    /// <summary>Joins the shared log of a format that has nothing but sound: <see cref="HttpRemuxOptions.FastCache"/> of it, then live.</summary>
    /// <returns>As for <see cref="JoinLog"/>.</returns>
    public (WireLog Log, WireCursor Cursor) JoinSoundLog(IWireFormat format) => Stream.JoinSoundLog(format);

    /// <summary>Joins with a queue of frames of its own, for what is not byte-identical. The caller disposes it.</summary>
    public FrameSubscription Subscribe() => Stream.Subscribe();

    /// <inheritdoc/>
    public void Dispose()
    {
        Stream.EndPlay(this);
        Pass?.Dispose();
    }

    internal void OnPublished() => Published?.Invoke();

    internal void OnUnpublished() => Unpublished?.Invoke();
}
