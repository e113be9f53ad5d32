using System.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Egress;

/// <summary>The bytes that all viewers of a stream in one format get, written once; a viewer is a <see cref="WireCursor"/>.</summary>
/// <remarks>
/// <para>A bounded, append-only log of pinned segments with an index of its messages. It reaches back to its slowest viewer and to
/// the newest key frame, but never further than <see cref="WireLogLimits"/> allow; a viewer that falls out jumps to the newest key
/// frame, after the rest of the message that it is in and, when codec headers changed in between, a new preface.</para>
/// <para>The stream appends under its own lock. Lock order: stream, log, cursor. Appending wakes nobody by itself; the stream calls
/// <see cref="Flush"/> when viewers should get what is there.</para>
/// </remarks>
public sealed partial class WireLog
{
    /// <summary>Metadata always carries time 0, as in SRS; ffmpeg takes it for a data track otherwise.</summary>
    private const uint MetadataTime = 0;

    private readonly Lock _gate = new();
    private readonly IWireFormat _wire;
    private readonly WireMemory _memory;
    private readonly WireLogLimits _limits;
    private readonly WireLogWriter _writer;
    private readonly WireIndex _index = new();
    private readonly List<WireCursor> _cursors = [];
    private StreamHeaders _headers;
    private EgressGroup[] _groups = [];
    private long _head;
    private long _newestKey = -1;
    private int _framesSinceKey;
    private TimeSpan _now;
    private (StreamHeaders Headers, long Offset, ReadOnlyMemory<byte> Bytes) _lastPreface = (StreamHeaders.Empty, -1, default);
    private bool _isReleased;

    /// <summary>Makes an empty log.</summary>
    /// <param name="format">How frames become bytes.</param>
    /// <param name="memory">Where segments come from.</param>
    /// <param name="limits">How much is kept.</param>
    /// <param name="headers">What is known of the stream.</param>
    /// <param name="start">Time on the stream's timeline that this log calls zero.</param>
    public WireLog(IWireFormat format, WireMemory memory, WireLogLimits limits, StreamHeaders headers, TimeSpan start)
    {
        Format = format;
        _wire = format.Begin(headers);
        Start = start = new TimeSpan(start.Ticks - (start.Ticks % TimeSpan.TicksPerMillisecond));
        _memory = memory;
        _limits = limits;
        _headers = headers;
        _writer = new WireLogWriter(memory);
        _now = _lastTrim = start;
        _rateMark = (start, 0);
    }

    /// <summary>How frames become bytes.</summary>
    public IWireFormat Format { get; }

    /// <summary>Time on the stream's timeline that this log calls zero; a whole millisecond, so that rounding is the same in all logs.</summary>
    public TimeSpan Start { get; }

    /// <summary>Offset after the last whole message; what viewers may read.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>Time on the stream's timeline of the newest message.</summary>
    public TimeSpan Now
    {
        get
        {
            lock (_gate)
            {
                return _now;
            }
        }
    }

    /// <summary>Bytes held in segments.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_gate)
            {
                return _writer.End - _writer.First.Start;
            }
        }
    }

    /// <summary>Viewers.</summary>
    public int CursorCount
    {
        get
        {
            lock (_gate)
            {
                return _cursors.Count;
            }
        }
    }

    /// <summary>Where segments come from.</summary>
    internal WireMemory Memory => _memory;

    /// <summary>Appends a frame. Borrows it for the call.</summary>
    public void AppendFrame(MediaFrame frame)
    {
        lock (_gate)
        {
            var start = _writer.End;
            _wire.WriteFrame(frame, ToMilliseconds(frame.Dts), _writer);
            if (_writer.End == start)
            {
                return;
            }

            var isKey = frame.StartsGroup;
            _framesSinceKey = isKey ? 0 : _framesSinceKey + 1;
            Publish(new WireMessage(start, frame.Dts, _headers, isKey));
            CountSound(frame.Track.Kind);
        }
    }

    /// <summary>Appends new metadata in the stream's order of time.</summary>
    public void AppendMetadata(StreamHeaders headers)
    {
        lock (_gate)
        {
            var start = _writer.End;
            _wire.WriteMetadata(headers.Metadata.Span, MetadataTime, _writer);
            PublishHeaders(start, headers);
        }
    }

    /// <summary>Appends a changed codec header in the stream's order of time.</summary>
    public void AppendTrack(StreamHeaders headers, TrackInfo track)
    {
        lock (_gate)
        {
            var start = _writer.End;
            _wire.WriteTrack(track, ToMilliseconds(_now), _writer);
            PublishHeaders(start, headers);
        }
    }

    /// <summary>Takes headers that lack a track that has ended; viewers need no bytes for that.</summary>
    public void RemoveTracks(StreamHeaders headers)
    {
        lock (_gate)
        {
            _headers = headers;
            _wire.SetHeaders(headers);
        }
    }

    /// <summary>The publisher is gone for good: who joins from here on starts with what the next one brings.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _headers = StreamHeaders.Empty;
            _wire.SetHeaders(_headers);
            LoseVideo();
        }
    }

    /// <summary>Lets the egress workers send what has been appended.</summary>
    public void Flush()
    {
        foreach (var group in Volatile.Read(ref _groups))
        {
            group.Wake();
        }
    }

    /// <summary>Gives all memory back. The caller makes sure that no viewer is left and none will come.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (!_isReleased)
            {
                _isReleased = true;
                _writer.ReleaseAll();
            }
        }
    }

    /// <summary>Puts a viewer at the newest key frame or, where none is kept, at the head, with a preface of metadata and codec headers.</summary>
    /// <param name="fromKeyFrame">False starts at the head in any case.</param>
    public WireCursor Join(bool fromKeyFrame)
    {
        lock (_gate)
        {
            var startsAtKey = fromKeyFrame && _limits.KeepsKeyFrame && _newestKey >= 0;
            var first = startsAtKey ? _index.FindAtOrAfter(_newestKey) : _index.Count;
            return Join(first);
        }
    }

    /// <summary>Puts a viewer at the message <paramref name="past"/> before the newest one, or the oldest kept; zero is the head.</summary>
    public WireCursor Join(TimeSpan past)
    {
        lock (_gate)
        {
            return Join(past > TimeSpan.Zero ? _index.FindAtOrAfter(_now - past) : _index.Count);
        }
    }

    internal void Leave(WireCursor cursor)
    {
        lock (_gate)
        {
            if (cursor.Slot >= _cursors.Count || _cursors[cursor.Slot] != cursor)
            {
                return;
            }

            _cursors[cursor.Slot] = _cursors[^1];
            _cursors[cursor.Slot].Slot = cursor.Slot;
            _cursors.RemoveAt(_cursors.Count - 1);
            _waiting.Remove(cursor);
        }
    }

    internal long FindBoundary(long offset)
    {
        lock (_gate)
        {
            return At(_index.FindAtOrAfter(offset)).Offset;
        }
    }

    /// <summary>The viewers of this log on <paramref name="worker"/>.</summary>
    internal EgressGroup GetGroup(EgressWorker worker)
    {
        lock (_gate)
        {
            var group = Array.Find(_groups, g => g.Worker == worker);
            if (group is null)
            {
                group = new EgressGroup(worker, _limits.Merge);
                Volatile.Write(ref _groups, [.. _groups, group]);
            }

            return group;
        }
    }

    private WireCursor Join(int first)
    {
        var (offset, time, headers) = At(first);
        var cursor = new WireCursor(this, _writer.Find(offset), offset, Preface(headers, time, offset), _now) { Slot = _cursors.Count };
        _cursors.Add(cursor);
        return cursor;
    }

    private void PublishHeaders(long start, StreamHeaders headers)
    {
        var before = _headers;
        _headers = headers;
        if (_writer.End > start)
        {
            Publish(new WireMessage(start, _now, before, IsKeyFrame: false));
        }
    }

    private void Publish(in WireMessage message)
    {
        _index.Add(message);
        _now = message.Time > _now ? message.Time : _now;
        Volatile.Write(ref _head, _writer.End);

        if (message.IsKeyFrame)
        {
            _newestKey = message.Offset;
            ResumeWaiting();
        }
        else if (_framesSinceKey > _limits.MaxGroupFrames)
        {
            _newestKey = -1;
        }

        if (message.IsKeyFrame || IsTrimDue())
        {
            Trim();
        }
    }

    /// <summary>The message at an index position; past the last one, the head and what is known there.</summary>
    private (long Offset, TimeSpan Time, StreamHeaders Headers) At(int position)
    {
        if (position >= _index.Count)
        {
            return (_head, _now, _headers);
        }

        ref readonly var message = ref _index[position];
        return (message.Offset, message.Time, message.Headers);
    }

    private ReadOnlyMemory<byte> Preface(StreamHeaders headers, TimeSpan time, long offset)
    {
        if (ReferenceEquals(headers, _lastPreface.Headers) && offset == _lastPreface.Offset)
        {
            return _lastPreface.Bytes;
        }

        var preface = new ArrayBufferWriter<byte>();
        _wire.WritePreface(headers, ToMilliseconds(time), isAtHead: offset == _head, preface);
        _lastPreface = (headers, offset, preface.WrittenMemory);
        return preface.WrittenMemory;
    }

    private uint ToMilliseconds(TimeSpan time) => time <= Start ? 0 : FlvTimestamp.FromTimeSpan(time - Start);
}
