using System.Buffers;
using System.Collections.Immutable;
using Srs.Media.Frames;

namespace Srs.Media.Containers.MpegTs;

/// <summary>Writes the frames of a stream as an MPEG transport stream with one program (ISO/IEC 13818-1).</summary>
/// <remarks>
/// <para>Each frame is one PES packet, so it can be decoded when its bytes are there. Pictures begin with an access unit delimiter, and key
/// frames with the parameter sets as well. PAT and PMT go before each key frame of the default video track, at least every
/// <see cref="TablesInterval"/>, and at once when the tracks have changed, with a new version; clock references are at most 100 ms apart.</para>
/// <para>Written times are <see cref="ClockLead"/> later than those given, so that the clock reference, which is that much earlier than the
/// decoding time of what follows, begins at 0.</para>
/// <para>Continuity goes on through all that one muxer writes, to whatever output. Not thread-safe. Nothing is allocated for a frame.</para>
/// </remarks>
public sealed class TsMuxer
{
    /// <summary>How much earlier the clock is than the decoding times of the frames written.</summary>
    public static readonly TimeSpan ClockLead = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest time between tables.</summary>
    public static readonly TimeSpan TablesInterval = TimeSpan.FromMilliseconds(400);

    /// <summary>Most tracks in a program; further ones are left out.</summary>
    public const int MaxTracks = 32;

    private const int Millisecond = TsPacket.ClockRate / 1000;

    /// <summary>How old the clock reference of the PCR's own track may be before a frame brings another.</summary>
    private const long PcrInterval = 35 * Millisecond;

    /// <summary>How old it may get while other tracks are written.</summary>
    private const long MaxPcrInterval = 80 * Millisecond;

    /// <summary>How old it may get at all.</summary>
    private const long MaxPcrAge = 100 * Millisecond;

    /// <summary>Longest pause that is filled with clock references.</summary>
    private const long MaxFilledPause = 1000 * Millisecond;

    /// <summary>A clock that steps back this far is another clock.</summary>
    private const long BackwardStep = 1000 * Millisecond;

    private static readonly long Lead = TsPacket.ToClock(ClockLead);
    private static readonly long TablesEvery = TsPacket.ToClock(TablesInterval);

    private readonly TsTables _tables = new();
    private readonly List<TsMuxerTrack> _tracks = [];
    private readonly List<TrackInfo> _refused = [];

    /// <summary>Where the continuity of tracks that have ended goes on, by PID.</summary>
    private readonly Dictionary<int, int> _counters = [];

    private TsMuxerTrack? _clock;
    private bool _areTracksChanged = true;
    private bool _areTablesFresh;
    private bool _isPcrDue = true;
    private long _lastTables;
    private long _lastPcr = -1;

    /// <summary>Whether frames of a track can be written, judged by its codec and configuration.</summary>
    /// <remarks>H.264, H.265; AAC as far as ADTS can say it, MP3, Opus, AC-3, E-AC-3.</remarks>
    public static bool CanWrite(TrackInfo track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return TsMuxerTrack.Create(track) is not null;
    }

    /// <summary>Makes these the tracks of the program; those that cannot be written are left out.</summary>
    /// <param name="tracks">All of them, as in the headers of a stream.</param>
    public void SetTracks(ImmutableArray<TrackInfo> tracks)
    {
        _refused.Clear();
        for (var i = _tracks.Count - 1; i >= 0; i--)
        {
            if (!tracks.Any(track => IsSame(track, _tracks[i].Info)))
            {
                RemoveAt(i);
            }
        }

        foreach (var track in tracks)
        {
            SetTrack(track);
        }

        ChooseClock();
    }

    /// <summary>Adds a track, or puts it in the place of its former self. A frame whose track is not known does the same.</summary>
    /// <returns>False when it cannot be written.</returns>
    public bool SetTrack(TrackInfo track)
    {
        ArgumentNullException.ThrowIfNull(track);
        var position = _tracks.FindIndex(known => IsSame(known.Info, track));
        if (position >= 0 && ReferenceEquals(_tracks[position].Info, track))
        {
            return true;
        }

        if (position >= 0)
        {
            RemoveAt(position);
        }

        var created = TsMuxerTrack.Create(track, _counters.GetValueOrDefault(TsMuxerTrack.GetPid(track)));
        _refused.RemoveAll(known => IsSame(known, track));
        if (created is null || _tracks.Count == MaxTracks)
        {
            _refused.Add(track);
        }
        else
        {
            _tracks.Add(created);
            _tracks.Sort(static (a, b) => a.Pid.CompareTo(b.Pid));
        }

        ChooseClock();
        return created is not null;
    }

    /// <summary>Writes PAT and PMT, such as at the beginning of a segment; the frame after them does not repeat them and brings a clock reference.</summary>
    /// <param name="output">Grows by whole packets.</param>
    public void WriteTables(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _tables.Write(_tracks, _clock?.Pid ?? TsPacket.NullPid, _areTracksChanged, output);
        _areTracksChanged = false;
        _areTablesFresh = true;
        _isPcrDue = true;
    }

    /// <summary>Writes the newest tables once more, continuity counters included, for a reader that begins here; nothing before the first.</summary>
    /// <param name="output">Grows by whole packets.</param>
    public void RepeatTables(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_tables.WereWritten)
        {
            _tables.Repeat(output);
        }
    }

    /// <summary>Writes a frame, with tables before it when they are due.</summary>
    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="dts">Its decoding time on the program's timeline, usually <see cref="MediaFrame.Dts"/>; presentation is CompositionOffset later.</param>
    /// <param name="output">Grows by whole packets.</param>
    /// <returns>False when nothing was written: a codec without a place in MPEG-TS, an empty or wholly damaged frame, sound over 64 kB.</returns>
    public bool WriteFrame(MediaFrame frame, TimeSpan dts, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(output);
        if (Find(frame.Track) is not { } track || !track.CanWrite(frame, out var units))
        {
            return false;
        }

        // A time before the beginning would be one of the far future. Times wrap after 26.5 hours.
        var decoding = Math.Max(TsPacket.ToClock(dts) + Lead, 0);
        var presentation = Math.Max(TsPacket.ToClock(dts + frame.CompositionOffset) + Lead, 0);
        decoding = Math.Min(decoding, presentation);
        WriteTablesWhenDue(frame.StartsGroup, decoding, output);
        var pcr = NextPcr(track, Math.Max(decoding - Lead, 0), output, out var flags);
        track.Write(frame, units, presentation % TsPacket.ClockWrap, decoding % TsPacket.ClockWrap, pcr, flags, output);
        _areTablesFresh = false;
        return true;
    }

    private static bool IsSame(TrackInfo a, TrackInfo b) => a.Kind == b.Kind && a.Id == b.Id;

    private TsMuxerTrack? Find(TrackInfo info)
    {
        foreach (var track in _tracks)
        {
            if (ReferenceEquals(track.Info, info))
            {
                return track;
            }
        }

        foreach (var refused in _refused)
        {
            if (ReferenceEquals(refused, info))
            {
                return null;
            }
        }

        SetTrack(info);
        return Find(info);
    }

    private void RemoveAt(int position)
    {
        _counters[_tracks[position].Pid] = _tracks[position].Counter;
        _tracks.RemoveAt(position);
    }

    private void ChooseClock()
    {
        _areTracksChanged = true;
        var clock = _tracks.Find(static track => track.Info.Kind == MediaKind.Video) ?? (_tracks.Count > 0 ? _tracks[0] : null);
        _isPcrDue |= clock?.Pid != _clock?.Pid;
        _clock = clock;
    }

    private void WriteTablesWhenDue(bool startsGroup, long now, IBufferWriter<byte> output)
    {
        if (!_areTracksChanged && (_areTablesFresh || (!startsGroup && now - _lastTables is >= 0 and var age && age < TablesEvery)))
        {
            _lastTables = _areTablesFresh ? now : _lastTables;
            return;
        }

        WriteTables(output);
        _lastTables = now;
    }

    /// <summary>The clock reference that goes with a frame, negative for none; those that are due before it are written.</summary>
    private long NextPcr(TsMuxerTrack track, long now, IBufferWriter<byte> output, out int flags)
    {
        flags = 0;
        if (_lastPcr >= 0 && now - _lastPcr <= MaxFilledPause)
        {
            for (; now - _lastPcr > MaxPcrAge; _lastPcr += MaxPcrInterval)
            {
                _clock!.WritePcr((_lastPcr + MaxPcrInterval) % TsPacket.ClockWrap, 0, output);
            }
        }

        if (now - _lastPcr < -BackwardStep)
        {
            flags = TsPacket.Discontinuity;
            _isPcrDue = true;
        }
        else if (now <= _lastPcr)
        {
            // Sound that comes late: the clock never stands still, nor goes back.
            now = _lastPcr + 1;
        }

        if (!_isPcrDue && now - _lastPcr < (track == _clock ? PcrInterval : MaxPcrInterval))
        {
            return -1;
        }

        _isPcrDue = false;
        _lastPcr = now;
        if (track == _clock)
        {
            return now % TsPacket.ClockWrap;
        }

        _clock!.WritePcr(now % TsPacket.ClockWrap, flags, output);
        flags = 0;
        return -1;
    }
}
