using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <summary>The frames since the newest key frame, for those who join.</summary>
/// <remarks>
/// Bounded by frames and bytes: a longer group is not kept at all, because half a group cannot be decoded. Holds one reference per
/// frame. Not thread-safe; the stream's lock guards it.
/// </remarks>
internal sealed class GopCache(int maxFrames, long maxBytes) : IDisposable
{
    /// <summary>Audio frames without video after which the stream counts as sound only, as in SRS.</summary>
    public const int MaxAudioWithoutVideo = 115;

    private readonly List<MediaFrame> _frames = [];
    private long _bytes;
    private int _audioSinceVideo;

    /// <summary>The frames, the key frame first; empty when there is no key frame to start from.</summary>
    public IReadOnlyList<MediaFrame> Frames => _frames;

    /// <summary>Takes a reference to the frame if it belongs to the group.</summary>
    public void Add(MediaFrame frame)
    {
        if (frame.Track.Kind == MediaKind.Video)
        {
            _audioSinceVideo = 0;
            if (frame.StartsGroup)
            {
                Clear();
            }
        }
        else if (frame.Track.Kind == MediaKind.Audio && ++_audioSinceVideo > MaxAudioWithoutVideo)
        {
            Clear();
        }

        if (!frame.StartsGroup && _frames.Count == 0)
        {
            return;
        }

        if (_frames.Count >= maxFrames || _bytes + frame.Length > maxBytes)
        {
            Clear();
            return;
        }

        frame.AddRef();
        _frames.Add(frame);
        _bytes += frame.Length;
    }

    /// <summary>Forgets the group.</summary>
    public void Clear()
    {
        foreach (var frame in _frames)
        {
            frame.Dispose();
        }

        _frames.Clear();
        _bytes = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();
}
