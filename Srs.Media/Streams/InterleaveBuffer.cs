using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <summary>Puts the audio and video of an encoder that mixes them badly in order of time (SRS <c>mix_correct</c>).</summary>
/// <remarks>
/// Frames wait until one of each kind is there, or <see cref="MaxOfOneKind"/> of one kind. Owns the frames it holds. Not
/// thread-safe; the stream's lock guards it.
/// </remarks>
internal sealed class InterleaveBuffer : IDisposable
{
    /// <summary>Frames of one kind that are held for the other kind, as in SRS.</summary>
    public const int MaxOfOneKind = 10;

    private readonly List<MediaFrame> _frames = [];
    private int _audio;
    private int _video;

    /// <summary>Takes a frame over and puts it in its place.</summary>
    public void Add(MediaFrame frame)
    {
        var place = _frames.Count;
        while (place > 0 && _frames[place - 1].EncoderTime > frame.EncoderTime)
        {
            place--;
        }

        _frames.Insert(place, frame);
        Count(frame, +1);
    }

    /// <summary>Hands the earliest frame over when it can go.</summary>
    /// <param name="waits">False takes it out in any case, because frames of another setup follow.</param>
    /// <returns>Null when it has to wait, or there is none.</returns>
    public MediaFrame? Take(bool waits = true)
    {
        if ((!waits && _frames.Count > 0) || (_audio > 0 && _video > 0) || _audio >= MaxOfOneKind || _video >= MaxOfOneKind)
        {
            var first = _frames[0];
            _frames.RemoveAt(0);
            Count(first, -1);
            return first;
        }

        return null;
    }

    /// <summary>Gives the frames that are left back.</summary>
    public void Dispose()
    {
        _frames.ForEach(static frame => frame.Dispose());
        _frames.Clear();
        _audio = _video = 0;
    }

    private void Count(MediaFrame frame, int change)
    {
        if (frame.Track.Kind == MediaKind.Video)
        {
            _video += change;
        }
        else
        {
            // Data goes along with the sound, which comes most evenly.
            _audio += change;
        }
    }
}
