using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Egress;

/// <content>What is kept, and where viewers go that are behind it. Everything here is under the log's lock.</content>
public sealed partial class WireLog
{
    /// <summary>Messages after which the log is trimmed even when its time stands still.</summary>
    private const int TrimMessages = 4096;

    /// <summary>Most messages held, so that a flood of tiny ones costs no more than their bytes; 30 s of 4000 a second.</summary>
    private const int MaxMessages = 128 * 1024;

    /// <summary>Value of <see cref="_soundSinceVideo"/> when the log counts as sound only.</summary>
    private const int SoundOnly = GopCache.MaxAudioWithoutVideo + 1;

    private static readonly TimeSpan TrimInterval = TimeSpan.FromMilliseconds(500);

    private readonly List<WireCursor> _waiting = [];
    private int _soundSinceVideo = SoundOnly;
    private TimeSpan _lastTrim;
    private long _trimmedHead;
    private int _messagesSinceTrim;
    private (TimeSpan Time, long Offset) _rateMark;

    /// <summary>Whether key frames will come in this log, whatever the headers promise and the format leaves out.</summary>
    private bool HasVideo => _soundSinceVideo < SoundOnly;

    private bool IsTrimDue()
    {
        // By bytes in steps: with a viewer at the very limit, every message is one too many.
        var isFull = _head - _writer.First.Start > _limits.MaxBytes && _head - _trimmedHead >= _limits.MaxBytes / 16;
        return isFull || _now - _lastTrim >= TrimInterval || ++_messagesSinceTrim >= TrimMessages;
    }

    /// <summary>Notices that a stream's video has stopped: sound goes on without it.</summary>
    private void CountSound(MediaKind kind)
    {
        if (kind == MediaKind.Video)
        {
            _soundSinceVideo = 0;
        }
        else if (kind == MediaKind.Audio && HasVideo && ++_soundSinceVideo == SoundOnly)
        {
            LoseVideo();
        }
    }

    /// <summary>No key frame is worth starting at, and none is to be waited for.</summary>
    private void LoseVideo()
    {
        _soundSinceVideo = SoundOnly;
        _newestKey = -1;
        ResumeWaiting();
    }

    /// <summary>Moves viewers that are too far behind, then gives back what nobody needs.</summary>
    private void Trim()
    {
        _lastTrim = _now;
        _trimmedHead = _head;
        _messagesSinceTrim = 0;
        MeasureRate();

        var maxBytes = _memory.IsOverLimit ? Math.Min(_limits.MaxBytes, (_head - _writer.First.Start) / 2) : _limits.MaxBytes;
        if (_newestKey >= 0 && _head - _newestKey > maxBytes)
        {
            _newestKey = -1;
        }

        // A viewer may be in a message that the index no longer knows: only what comes after a known message says who is behind it.
        var byTime = _index.FindAtOrAfter(_now - _limits.QueueLength);
        var oldestByTime = byTime == 0 ? 0 : At(byTime).Offset;
        var oldestByCount = _index.Count <= MaxMessages ? 0 : At(_index.Count - MaxMessages).Offset;
        var oldestBySize = Math.Max(_head - maxBytes, oldestByCount);
        var needed = _limits.KeepsKeyFrame && _newestKey >= 0 ? _newestKey : _head;
        if (_limits.Past > TimeSpan.Zero)
        {
            needed = Math.Min(needed, Math.Max(At(_index.FindAtOrAfter(_now - _limits.Past)).Offset, oldestBySize));
        }

        foreach (var cursor in _cursors)
        {
            // Who joined at an old key frame gets the time to catch up.
            var oldest = _now - cursor.JoinedAt > _limits.QueueLength ? Math.Max(oldestByTime, oldestBySize) : oldestBySize;
            var position = cursor.Position;
            while (position < oldest && !TryJumpForward(cursor, position))
            {
                position = cursor.Position;
            }

            needed = Math.Min(needed, cursor.Position);
        }

        _writer.ReleaseBefore(needed);

        // The message that a reader is in begins before its position, so whole segments decide what the index keeps.
        _index.RemoveBefore(Math.Min(needed, _writer.First.Start));
    }

    /// <summary>Moves a viewer to the newest key frame or, when that is behind it or there is none, to the head.</summary>
    /// <returns>False when the viewer is not at <paramref name="position"/> any more; it was not moved then.</returns>
    private bool TryJumpForward(WireCursor cursor, long position)
    {
        var next = _index.FindAtOrAfter(position);
        var (boundary, _, known) = At(next);
        var toKey = _newestKey >= boundary;
        var target = toKey ? _index.FindAtOrAfter(_newestKey) : _index.Count;
        var (offset, time, headers) = At(target);
        var preface = ReferenceEquals(headers, known) ? default : Preface(headers, time, offset);
        var waits = !toKey && HasVideo;
        if (!cursor.TryJump(position, boundary, offset, _writer.Find(offset), preface, waits, target - next))
        {
            return false;
        }

        if (waits && !_waiting.Contains(cursor))
        {
            _waiting.Add(cursor);
        }

        return true;
    }

    private void ResumeWaiting()
    {
        foreach (var cursor in _waiting)
        {
            // Cannot fail: a cursor that waits takes nothing of the log.
            TryJumpForward(cursor, cursor.Position);
        }

        _waiting.Clear();
    }

    private void MeasureRate()
    {
        var elapsed = _now - _rateMark.Time;
        if (elapsed >= TimeSpan.FromSeconds(1))
        {
            _writer.SetRate((_head - _rateMark.Offset) / elapsed.TotalSeconds);
            _rateMark = (_now, _head);
        }
    }
}
