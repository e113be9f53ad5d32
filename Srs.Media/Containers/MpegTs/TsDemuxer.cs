using System.Buffers.Binary;
using System.Collections.Immutable;
using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Containers.MpegTs;

/// <summary>Reads one program of an MPEG transport stream as its bytes arrive, however they are cut and whatever is missing.</summary>
/// <remarks>
/// <para>Nothing in the bytes is an error: what is damaged is dropped, counted and told with a reason, and reading goes on at the next packet.
/// Of several programs the first is read. Codecs: H.264, H.265, AAC (ADTS), MP3, Opus, AC-3, E-AC-3, KLV, ID3. Payloads come out in the shapes
/// that <see cref="MediaCodec"/> tells, parameter sets in the track's configuration.</para>
/// <para>Times are the encoder's, wrap-around undone; jumps are left to those who place frames on a timeline. Not thread-safe.</para>
/// </remarks>
/// <param name="pool">Where frames live; null for the shared one.</param>
public sealed class TsDemuxer(BufferPool? pool = null) : IDisposable
{
    /// <summary>Most tracks with pictures that are read, since each may hold a long PES packet.</summary>
    public const int MaxVideoTracks = 4;

    private const int AdaptationFlags = 1;
    private const byte PatId = 0, PmtId = 2;
    private const int PatEntryLength = 4;
    private const int SectionHeaderLength = 8;
    private const int ChecksumLength = 4;

    /// <summary>Two packets, so that what is left of one always finds its end.</summary>
    private readonly byte[] _held = new byte[2 * TsPacket.Length];

    private readonly BufferPool _pool = pool ?? BufferPool.Shared;
    private readonly Queue<TsFrameResult> _output = new();
    private readonly Dictionary<int, PidState> _pids = [];
    private readonly TsSectionReader _pat = new();
    private readonly TsSectionReader _pmt = new();
    private TsClock _clock = new();
    private byte[] _map = [];
    private int _mapPid = -1;
    private int _program = -1;
    private int _heldLength;
    private bool _isSynchronised = true;

    /// <summary>Packets read.</summary>
    public long Packets { get; private set; }

    /// <summary>Bytes passed over in search of a packet.</summary>
    public long SkippedBytes { get; private set; }

    /// <summary>Gaps in the continuity of a PID.</summary>
    public long Gaps { get; private set; }

    /// <summary>Packets marked as damaged or scrambled, or with an adaptation field that is too long.</summary>
    public long DamagedPackets { get; private set; }

    /// <summary>Sections with a wrong length or checksum.</summary>
    public long DamagedSections => _pat.DamagedSections + _pmt.DamagedSections;

    /// <summary>Elementary streams of the program that are not read, because their codec is not known here.</summary>
    public int UnknownStreams { get; private set; }

    /// <summary>Reads bytes; then <see cref="TryRead"/> gives what they made whole.</summary>
    /// <param name="data">Any part of the stream; borrowed for the call.</param>
    public void Write(ReadOnlySpan<byte> data)
    {
        if (_heldLength > 0)
        {
            var added = Math.Min(data.Length, _held.Length - _heldLength);
            data[..added].CopyTo(_held.AsSpan(_heldLength));
            var used = ReadPackets(_held.AsSpan(0, _heldLength + added));
            if (used < _heldLength)
            {
                // Too little to go on with: all of it was added.
                _held.AsSpan(used, _heldLength + added - used).CopyTo(_held);
                _heldLength += added - used;
                return;
            }

            data = data[(used - _heldLength)..];
        }

        data = data[ReadPackets(data)..];
        data.CopyTo(_held);
        _heldLength = data.Length;
    }

    /// <summary>Takes the next result.</summary>
    /// <param name="result">A frame with its track when that is new, or the reason why something was dropped. The frame is the caller's.</param>
    /// <returns>False when more bytes are needed.</returns>
    public bool TryRead(out TsFrameResult result) => _output.TryDequeue(out result);

    /// <summary>The stream is over: what waits for the next packet to tell its end comes out.</summary>
    public void Complete()
    {
        foreach (var state in _pids.Values)
        {
            state.Stream?.Flush();
        }
    }

    /// <summary>Gives all memory back, results that nobody has taken included.</summary>
    public void Dispose()
    {
        foreach (var state in _pids.Values)
        {
            state.Stream?.Dispose();
        }

        _pids.Clear();
        while (_output.TryDequeue(out var result))
        {
            result.Frame?.Dispose();
        }
    }

    /// <summary>Reads whole packets and gives the bytes used; fewer than two packets are left.</summary>
    private int ReadPackets(ReadOnlySpan<byte> data)
    {
        var at = 0;
        while (true)
        {
            var rest = data[at..];
            if (_isSynchronised)
            {
                if (rest.Length < TsPacket.Length)
                {
                    return at;
                }

                if (rest[0] == TsPacket.Sync)
                {
                    ReadPacket(rest[..TsPacket.Length]);
                    at += TsPacket.Length;
                    continue;
                }

                _isSynchronised = false;
            }

            // A sync byte counts only with another where the next packet begins.
            var found = rest.IndexOf(TsPacket.Sync);
            var skipped = found < 0 ? rest.Length : found;
            if (found >= 0 && rest.Length - found > TsPacket.Length)
            {
                _isSynchronised = rest[found + TsPacket.Length] == TsPacket.Sync;
                skipped += _isSynchronised ? 0 : 1;
            }
            else
            {
                SkippedBytes += skipped;
                return at + skipped;
            }

            SkippedBytes += skipped;
            at += skipped;
        }
    }

    private void ReadPacket(ReadOnlySpan<byte> packet)
    {
        Packets++;
        var header = BinaryPrimitives.ReadUInt32BigEndian(packet);
        var pid = (int)(header >> 8) & 0x1FFF;
        if (pid == TsPacket.NullPid)
        {
            return;
        }

        var state = pid == TsPacket.PatPid || pid == _mapPid ? GetState(pid) : _pids.GetValueOrDefault(pid);
        if (state is null)
        {
            return;
        }

        const uint ErrorOrScrambled = 0x8000C0;
        if ((header & ErrorOrScrambled) != 0)
        {
            DamagedPackets++;
            return;
        }

        var payload = packet[TsPacket.HeaderLength..];
        var flags = 0;
        if ((header & TsPacket.HasAdaptation) != 0)
        {
            var length = payload[0];
            if (length >= payload.Length)
            {
                DamagedPackets++;
                return;
            }

            flags = length > 0 ? payload[AdaptationFlags] : 0;
            payload = payload[(1 + length)..];
        }

        if ((header & TsPacket.HasPayload) != 0 && CheckContinuity(state, (int)header & 0x0F, packet, (flags & TsPacket.Discontinuity) != 0))
        {
            Dispatch(pid, state, payload, (header & (TsPacket.UnitStart << 16)) != 0, (flags & TsPacket.RandomAccess) != 0);
        }
    }

    private void Dispatch(int pid, PidState state, ReadOnlySpan<byte> payload, bool startsUnit, bool isRandomAccess)
    {
        if (pid == TsPacket.PatPid)
        {
            _pat.Read(payload, startsUnit, ReadPat);
        }
        else if (pid == _mapPid)
        {
            _pmt.Read(payload, startsUnit, ReadPmt);
        }
        else
        {
            state.Stream?.Read(payload, startsUnit, isRandomAccess);
        }
    }

    private PidState GetState(int pid)
    {
        if (!_pids.TryGetValue(pid, out var state))
        {
            state = new PidState();
            _pids.Add(pid, state);
        }

        return state;
    }

    /// <summary>Looks at the continuity counter (ISO/IEC 13818-1 §2.4.3.3).</summary>
    /// <returns>False for a packet that comes twice.</returns>
    private bool CheckContinuity(PidState state, int counter, ReadOnlySpan<byte> packet, bool isAnnounced)
    {
        var former = state.Counter;
        state.Counter = counter;
        if (former == counter && !isAnnounced && !state.WasRepeated && packet.SequenceEqual(state.Last))
        {
            state.WasRepeated = true;
            return false;
        }

        state.WasRepeated = false;
        packet.CopyTo(state.Last);
        if (former >= 0 && counter != ((former + 1) & 0x0F))
        {
            OnGap(state, isAnnounced);
        }

        return true;
    }

    private void OnGap(PidState state, bool isAnnounced)
    {
        Gaps += isAnnounced ? 0 : 1;
        if (state.Stream is null)
        {
            _pat.Reset();
            _pmt.Reset();
        }
        else if (isAnnounced)
        {
            // No loss, but what was begun before does not go on after it.
            state.Stream.End();
        }
        else
        {
            state.Stream.OnLoss();
        }
    }

    private void ReadPat(ReadOnlySpan<byte> section)
    {
        const int SectionNumberOffset = 6;
        if (section[0] != PatId || section[SectionNumberOffset] != 0)
        {
            return;
        }

        var chosen = (Program: -1, Pid: -1);
        for (var entries = section[SectionHeaderLength..^ChecksumLength]; entries.Length >= PatEntryLength; entries = entries[PatEntryLength..])
        {
            // Program 0 is the network's table.
            var program = BinaryPrimitives.ReadUInt16BigEndian(entries);
            var pid = BinaryPrimitives.ReadUInt16BigEndian(entries[2..]) & 0x1FFF;
            if (program != 0 && pid is not (TsPacket.PatPid or TsPacket.NullPid) && (chosen.Pid < 0 || program == _program))
            {
                chosen = (program, pid);
            }
        }

        if (chosen.Pid < 0 || chosen == (_program, _mapPid))
        {
            return;
        }

        if (_pids.GetValueOrDefault(_mapPid) is { Stream: null })
        {
            _pids.Remove(_mapPid);
        }

        (_program, _mapPid, _map) = (chosen.Program, chosen.Pid, []);
        _pmt.Reset();
    }

    private void ReadPmt(ReadOnlySpan<byte> section)
    {
        const int NumberOffset = 3, VersionOffset = 5, IsCurrent = 1;
        var number = BinaryPrimitives.ReadUInt16BigEndian(section[NumberOffset..]);
        var isOurs = section[0] == PmtId && number == _program && (section[VersionOffset] & IsCurrent) != 0;
        if (!isOurs || section.SequenceEqual(_map) || !TsProgramStream.TryReadAll(section, out var streams))
        {
            return;
        }

        _map = section.ToArray();
        UnknownStreams = streams.Count(static stream => stream.Codec is null);
        RemoveStreams(streams);
        foreach (var stream in streams)
        {
            var isUsable = stream.Codec is not null && stream.Pid is not (TsPacket.PatPid or TsPacket.NullPid) && stream.Pid != _mapPid;
            var id = FindId(stream.Kind);
            if (isUsable && id < (stream.Kind == MediaKind.Video ? MaxVideoTracks : TsMuxer.MaxTracks) && GetState(stream.Pid) is { Stream: null } state)
            {
                state.Stream = TsElementaryStream.Create(stream, id, _clock, _pool, _output);
            }
        }
    }

    /// <summary>Ends the streams that the map no longer has as they were.</summary>
    private void RemoveStreams(ImmutableArray<TsProgramStream> streams)
    {
        var isAnyKept = false;
        foreach (var (pid, state) in _pids)
        {
            if (state.Stream is not { } known)
            {
                continue;
            }

            if (streams.Contains(known.Stream))
            {
                isAnyKept = true;
                continue;
            }

            known.Flush();
            known.Dispose();
            _pids.Remove(pid);
        }

        // Another program has another clock.
        _clock = isAnyKept ? _clock : new TsClock();
    }

    private int FindId(MediaKind kind)
    {
        var id = 0;
        while (_pids.Values.Any(state => state.Stream is { } stream && stream.Stream.Kind == kind && stream.Id == id))
        {
            id++;
        }

        return id;
    }

    /// <summary>What is known of a PID.</summary>
    private sealed class PidState
    {
        /// <summary>The newest continuity counter; negative before the first.</summary>
        public int Counter { get; set; } = -1;

        /// <summary>Whether the newest packet came twice already, which is the most.</summary>
        public bool WasRepeated { get; set; }

        /// <summary>The newest packet.</summary>
        public byte[] Last { get; } = new byte[TsPacket.Length];

        /// <summary>What reads it; null for tables.</summary>
        public TsElementaryStream? Stream { get; set; }
    }
}
