namespace Srs.Media.Egress;

/// <summary>A viewer that is being served, whichever way.</summary>
/// <remarks>It alone writes to its output until <see cref="Completion"/>; other threads ask, and never wait.</remarks>
public interface IViewer
{
    /// <summary>Completes when the output has been let go: the stream or the peer ended, or someone asked for it. Never faults.</summary>
    Task Completion { get; }

    /// <summary>Bytes handed to the output.</summary>
    long SentBytes { get; }

    /// <summary>Frames that the viewer missed because it was too slow.</summary>
    long DroppedFrames { get; }

    /// <summary>How often the viewer went on at a later key frame because it was too slow.</summary>
    long Jumps { get; }

    /// <summary>True while the output takes nothing more.</summary>
    bool IsBlocked { get; }

    /// <summary>True when the viewer was given up because it could not keep up in any way.</summary>
    bool WasGivenUp { get; }

    /// <summary>Sends bytes of other origin between two messages.</summary>
    /// <param name="bytes">A whole message; not to be changed afterwards.</param>
    /// <returns>False when too much is waiting already; nothing was queued then.</returns>
    bool Send(ReadOnlyMemory<byte> bytes);

    /// <summary>Ends after the message that is being sent and what <see cref="Send"/> has queued.</summary>
    void Finish();

    /// <summary>Ends after everything that is there for it now: the stream is over.</summary>
    void Drain();

    /// <summary>Ends at once, in mid-message if need be.</summary>
    void Abort();
}
