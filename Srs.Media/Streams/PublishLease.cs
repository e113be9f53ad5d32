using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <summary>The right to send a stream, held by one publisher at a time. Dispose to leave.</summary>
/// <remarks>After another publisher has taken the stream over, everything here does nothing. Called by one session at a time.</remarks>
public sealed class PublishLease : IDisposable
{
    private readonly LiveStream _stream;

    internal PublishLease(LiveStream stream, ISession session)
    {
        _stream = stream;
        Session = session;
        Tally = new SessionTally(session);
    }

    /// <summary>Identity of the stream.</summary>
    public StreamKey Stream => _stream.Key;

    /// <summary>The session that holds the lease.</summary>
    internal ISession Session { get; }

    /// <summary>What the session has moved under the lease.</summary>
    internal SessionTally Tally { get; }

    /// <summary>Announces a track, when it becomes known and again when its setup changes.</summary>
    public void Announce(TrackInfo track) => _stream.Announce(this, track);

    /// <summary>Sets the stream's metadata: AMF0 values of a data message, the name <c>onMetaData</c> first. Not to be changed afterwards.</summary>
    public void SetMetadata(ReadOnlyMemory<byte> metadata) => _stream.SetMetadata(this, metadata);

    /// <summary>Sends a frame of an announced track. Takes over the caller's reference.</summary>
    /// <returns>False when the lease has been replaced; the frame is given back all the same.</returns>
    public bool Publish(MediaFrame frame) => _stream.Publish(this, frame);

    /// <inheritdoc/>
    public void Dispose() => _stream.EndPublish(this);
}
