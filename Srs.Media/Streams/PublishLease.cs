using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <summary>The right to send a stream, held by one source of each <see cref="SourceKind"/> at a time. Dispose to leave.</summary>
/// <remarks>
/// A source that is not the highest stands by: its frames are dropped, its headers remembered. After another source has taken its place,
/// everything here does nothing. Called by one session at a time.
/// </remarks>
public sealed class PublishLease : IDisposable
{
    private readonly LiveStream _stream;

    internal PublishLease(LiveStream stream, ISession session, SourceKind kind, VhostOptions options, long since)
    {
        _stream = stream;
        Session = session;
        Kind = kind;
        Options = options;
        Since = since;
        Tally = new SessionTally(session);
    }

    /// <summary>Identity of the stream.</summary>
    public StreamKey Stream => _stream.Key;

    /// <summary>The stream itself.</summary>
    internal LiveStream LiveStream => _stream;

    /// <summary>What kind of source this is.</summary>
    public SourceKind Kind { get; }

    /// <summary>The session that holds the lease.</summary>
    internal ISession Session { get; }

    /// <summary>What the rules at the door gave the session; null when they gave nothing.</summary>
    internal AccessPass? Pass { get; set; }

    /// <summary>The snapshot that the session keeps.</summary>
    internal VhostOptions Options { get; }

    /// <summary>When the lease was given, on the stream's clock.</summary>
    internal long Since { get; }

    /// <summary>What the source has announced, seen or not. Under the stream's lock.</summary>
    internal StreamHeaders Headers { get; set; } = StreamHeaders.Empty;

    /// <summary>What the session has moved since the source was last seen.</summary>
    internal SessionTally Tally { get; set; }

    /// <summary>Announces a track, when it becomes known and again when its setup changes.</summary>
    public void Announce(TrackInfo track) => _stream.Announce(this, track);

    /// <summary>Sets the stream's metadata: AMF0 values of a data message, the name <c>onMetaData</c> first. Not to be changed afterwards.</summary>
    public void SetMetadata(ReadOnlyMemory<byte> metadata) => _stream.SetMetadata(this, metadata);

    /// <summary>Sends a frame of an announced track. Takes over the caller's reference.</summary>
    /// <returns>False when the lease has been replaced; the frame is given back all the same.</returns>
    public bool Publish(MediaFrame frame) => _stream.Publish(this, frame);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Before the stream is free, so that rules hear of this publisher's end before the next one asks.
        try
        {
            Pass?.Dispose();
        }
        finally
        {
            _stream.EndPublish(this);
        }
    }
}
