using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Containers.MpegTs;

/// <summary>One elementary stream of a <see cref="TsDemuxer"/>: puts PES packets together and makes frames of them.</summary>
internal abstract class TsElementaryStream : IDisposable
{
    /// <summary>Longest PES packet with pictures taken, in bytes.</summary>
    public const int MaxVideoPesLength = 16 * 1024 * 1024;

    /// <summary>Longest other PES packet taken, in bytes; only of video the length field may leave it open.</summary>
    public const int MaxPesLength = 1024 * 1024;

    /// <summary>A presentation further from decoding than this is damage, in ticks of 90 kHz.</summary>
    private const long MaxReordering = 10 * TsPacket.ClockRate;

    private readonly TsClock _clock;
    private readonly Queue<TsFrameResult> _output;
    private readonly PooledBytes _pes;
    private bool _isOpen;
    private TrackInfo? _announced;

    /// <summary>Makes a stream.</summary>
    /// <param name="stream">What the program map says.</param>
    /// <param name="id">Number of the track among those of its kind.</param>
    /// <param name="clock">The clock of the program.</param>
    /// <param name="pool">Where bytes live.</param>
    /// <param name="output">Where frames go.</param>
    protected TsElementaryStream(in TsProgramStream stream, int id, TsClock clock, BufferPool pool, Queue<TsFrameResult> output)
    {
        Stream = stream;
        Id = id;
        Pool = pool;
        _clock = clock;
        _output = output;
        _pes = new PooledBytes(pool);
    }

    /// <summary>What the program map says.</summary>
    public TsProgramStream Stream { get; }

    /// <summary>Number of the track among those of its kind.</summary>
    public int Id { get; }

    /// <summary>Where bytes live.</summary>
    protected BufferPool Pool { get; }

    /// <summary>Whether the PES packet began with a random access indicator.</summary>
    protected bool IsRandomAccess { get; private set; }

    /// <summary>Makes the reader for a codec; null for none.</summary>
    public static TsElementaryStream? Create(in TsProgramStream stream, int id, TsClock clock, BufferPool pool, Queue<TsFrameResult> output) => stream.Codec switch
    {
        MediaCodec.H264 or MediaCodec.H265 => new TsVideoStream(stream, id, clock, pool, output),
        MediaCodec.Aac or MediaCodec.Mp3 or MediaCodec.Ac3 or MediaCodec.Eac3 => new TsAudioStream(stream, id, clock, pool, output),
        MediaCodec.Opus => new TsOpusStream(stream, id, clock, pool, output),
        MediaCodec.Klv or MediaCodec.Id3 => new TsDataStream(stream, id, clock, pool, output),
        _ => null,
    };

    /// <summary>Reads the payload of a packet.</summary>
    /// <param name="payload">Borrowed for the call.</param>
    /// <param name="startsUnit">Whether a PES packet begins.</param>
    /// <param name="isRandomAccess">The packet's random access indicator.</param>
    public void Read(ReadOnlySpan<byte> payload, bool startsUnit, bool isRandomAccess)
    {
        if (startsUnit)
        {
            End();
            IsRandomAccess = isRandomAccess;
            _isOpen = true;
        }

        if (!_isOpen)
        {
            return;
        }

        if (_pes.Length + payload.Length > (Stream.Kind == MediaKind.Video ? MaxVideoPesLength : MaxPesLength))
        {
            Abandon(TsDropReason.TooLong);
            return;
        }

        _pes.Append(payload);
        if (_pes.Length >= TsPesHeader.StartLength && TsPesHeader.GetPacketLength(_pes.Span) is > 0 and var length && _pes.Length >= length)
        {
            Complete(length);
        }
    }

    /// <summary>Ends the PES packet that is being read: the next one begins, or the stream is over.</summary>
    public void End()
    {
        if (!_isOpen)
        {
            return;
        }

        if (_pes.Length >= TsPesHeader.StartLength && TsPesHeader.GetPacketLength(_pes.Span) == 0)
        {
            Complete(_pes.Length);
        }
        else
        {
            Abandon(TsDropReason.LostPackets);
        }
    }

    /// <summary>Packets are missing.</summary>
    public virtual void OnLoss()
    {
        if (_isOpen)
        {
            Abandon(TsDropReason.LostPackets);
        }
    }

    /// <summary>Gives what is held back; the stream is over.</summary>
    public virtual void Flush() => End();

    /// <inheritdoc/>
    public virtual void Dispose() => _pes.Dispose();

    /// <summary>Reads the data of a whole PES packet.</summary>
    /// <param name="data">Borrowed for the call; not empty.</param>
    /// <param name="pts">Presentation time on the endless clock of 90 kHz; null when there is none.</param>
    /// <param name="dts">Decoding time likewise; null exactly when <paramref name="pts"/> is.</param>
    protected abstract void ReadPes(ReadOnlySpan<byte> data, long? pts, long? dts);

    /// <summary>Gives a frame out.</summary>
    /// <param name="track">Its track, announced with it when it is another object than before.</param>
    /// <param name="payload">Handed over to the frame.</param>
    /// <param name="flags">What the frame is.</param>
    /// <param name="dts">Decoding time on the endless clock.</param>
    /// <param name="pts">Presentation time likewise.</param>
    protected void Emit(TrackInfo track, PooledBytes payload, FrameFlags flags, TimeSpan dts, TimeSpan pts)
    {
        var frame = new MediaFrame(payload, 0)
        {
            Track = track,
            Flags = flags,
            EncoderTime = dts,
            Dts = dts,
            CompositionOffset = pts - dts,
        };
        _output.Enqueue(new TsFrameResult(ReferenceEquals(track, _announced) ? null : track, frame, TsDropReason.None));
        _announced = track;
    }

    /// <summary>Tells that something was lost.</summary>
    protected void Drop(TsDropReason reason) => _output.Enqueue(new TsFrameResult(null, null, reason));

    private void Complete(int length)
    {
        _isOpen = false;
        var packet = _pes.Span[..length];
        if (!TsPesHeader.TryRead(packet, out var header))
        {
            Drop(TsDropReason.DamagedPes);
        }
        else if (header.Length < packet.Length)
        {
            long? dts = header.Pts is { } time ? _clock.Unwrap(header.Dts ?? time) : null;
            long? pts = header.Pts is { } shown ? _clock.Unwrap(shown) : null;
            if (dts is { } decoded && Math.Abs(pts!.Value - decoded) > MaxReordering)
            {
                // One of them is damaged; the clock goes by the other.
                dts = pts;
            }

            ReadPes(packet[header.Length..], pts, dts);
        }

        _pes.Clear();
    }

    private void Abandon(TsDropReason reason)
    {
        _isOpen = false;
        _pes.Clear();
        Drop(reason);
    }
}
