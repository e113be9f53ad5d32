using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <summary>The newest frames of the default audio track, for the first listener of a format that has nothing but sound.</summary>
/// <remarks>Holds one reference per frame. Not thread-safe; the stream's lock guards it.</remarks>
internal sealed class SoundCache
{
    /// <summary>Most bytes kept: a minute at 512 kb/s.</summary>
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly Queue<MediaFrame> _frames = [];
    private long _bytes;

    /// <summary>The frames, the oldest first.</summary>
    public Queue<MediaFrame> Frames => _frames;

    /// <summary>Takes a reference to the frame if it belongs here, and lets those go that are too old.</summary>
    /// <param name="frame">Any frame of the stream.</param>
    /// <param name="length">How much is kept; zero keeps nothing.</param>
    public void Add(MediaFrame frame, TimeSpan length)
    {
        if (length <= TimeSpan.Zero || frame.Track is not { Kind: MediaKind.Audio, Id: 0 })
        {
            return;
        }

        frame.AddRef();
        _frames.Enqueue(frame);
        _bytes += frame.Length;
        while (_frames.TryPeek(out var oldest) && (oldest.Dts < frame.Dts - length || _bytes > MaxBytes))
        {
            Remove();
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        while (_frames.Count > 0)
        {
            Remove();
        }
    }

    private void Remove()
    {
        var frame = _frames.Dequeue();
        _bytes -= frame.Length;
        frame.Dispose();
    }
}
