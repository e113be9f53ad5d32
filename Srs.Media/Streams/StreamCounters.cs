using System.Collections.Immutable;
using Srs.Media.Diagnostics;
using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <summary>What a stream counts. Under the stream's lock.</summary>
internal sealed class StreamCounters(TimeProvider clock)
{
    private readonly List<Track> _tracks = [];
    private readonly RateSampler _received = new();
    private readonly RateSampler _sent = new();
    private long _endedSent;
    private long _endedReceived;
    private long _droppedFrames;
    private long _jumps;
    private long _start = clock.GetTimestamp();

    /// <summary>Bytes received from publishers.</summary>
    public long ReceivedBytes { get; private set; }

    /// <summary>Bytes sent to viewers and publishers, as of the last sample.</summary>
    public long SentBytes { get; private set; }

    /// <summary>A publisher begins: what describes its media starts over; byte counters go on.</summary>
    public void Start()
    {
        _tracks.Clear();
        _start = clock.GetTimestamp();
    }

    /// <summary>Counts a frame.</summary>
    public void Count(MediaFrame frame)
    {
        var track = Find(frame.Track);
        track.Info = frame.Track;
        track.Frames++;
        track.Bytes += frame.Length;
        if (frame.Track.Kind == MediaKind.Video && frame.IsKeyFrame)
        {
            if (track.LastKeyFrame is { } last)
            {
                track.GroupLength = frame.Dts - last;
            }

            track.LastKeyFrame = frame.Dts;
        }
    }

    /// <summary>Keeps the bytes of a session that leaves.</summary>
    public void AddEnded(SessionTally session)
    {
        _endedSent += session.SentBytes;
        _endedReceived += session.ReceivedBytes;
        _droppedFrames += session.DroppedFrames;
        _jumps += session.Jumps;
        Total(null, []);
    }

    /// <summary>Takes the samples of this second.</summary>
    public void Sample(PublishLease? publisher, List<PlayLease> players)
    {
        Total(publisher, players);
        _received.Sample(ReceivedBytes);
        _sent.Sample(SentBytes);
        foreach (var track in _tracks)
        {
            track.ByteRate.Sample(track.Bytes);
            track.FrameRate.Sample(track.Frames);
        }
    }

    /// <summary>Describes the stream for the API.</summary>
    public StreamInfo Describe(LiveStream stream, StreamHeaders headers, PublishLease? publisher, List<PlayLease> players)
    {
        Total(publisher, players);
        var tracks = _tracks.Select(static track => track.Describe()).ToImmutableArray();
        return new StreamInfo
        {
            Id = stream.Id,
            Key = stream.Key,
            PublisherId = publisher?.Session.Id,
            Source = publisher?.Kind,
            ClientCount = players.Count + (publisher is null ? 0 : 1),
            Uptime = publisher is null ? TimeSpan.Zero : clock.GetElapsedTime(_start),
            ReceivedBytes = ReceivedBytes,
            SentBytes = SentBytes,
            ReceiveRate = _received.ToBitrates(),
            SendRate = _sent.ToBitrates(),
            DroppedFrames = _droppedFrames + players.Sum(static player => player.Tally.DroppedFrames),
            Jumps = _jumps + players.Sum(static player => player.Tally.Jumps),
            Tracks = tracks,
            Headers = headers,
        };
    }

    private void Total(PublishLease? publisher, List<PlayLease> players)
    {
        var sent = _endedSent + (publisher?.Tally.SentBytes ?? 0);
        var received = _endedReceived + (publisher?.Tally.ReceivedBytes ?? 0);
        foreach (var player in players)
        {
            sent += player.Tally.SentBytes;
            received += player.Tally.ReceivedBytes;
        }

        SentBytes = Math.Max(SentBytes, sent);
        ReceivedBytes = Math.Max(ReceivedBytes, received);
    }

    private Track Find(TrackInfo info)
    {
        foreach (var track in _tracks)
        {
            if (track.Info.Kind == info.Kind && track.Info.Id == info.Id)
            {
                return track;
            }
        }

        var added = new Track { Info = info };
        _tracks.Add(added);
        return added;
    }

    private sealed class Track
    {
        public required TrackInfo Info { get; set; }

        public long Frames { get; set; }

        public long Bytes { get; set; }

        public TimeSpan? LastKeyFrame { get; set; }

        public TimeSpan GroupLength { get; set; }

        public RateSampler ByteRate { get; } = new();

        public RateSampler FrameRate { get; } = new();

        public TrackStatistics Describe() => new()
        {
            Track = Info,
            Frames = Frames,
            Bytes = Bytes,
            FramesPerSecond = FrameRate.PerSecond(10),
            GroupLength = GroupLength,
            Rate = ByteRate.ToBitrates(),
        };
    }
}
