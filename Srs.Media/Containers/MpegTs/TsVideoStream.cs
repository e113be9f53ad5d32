using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Containers.MpegTs;

/// <summary>H.264 or H.265: an access unit in each PES packet, or spread over several of which only the first has a time.</summary>
internal sealed class TsVideoStream(in TsProgramStream stream, int id, TsClock clock, BufferPool pool, Queue<TsFrameResult> output)
    : TsElementaryStream(stream, id, clock, pool, output)
{
    private readonly AccessUnitTrack _track = new(id);
    private readonly PooledBytes _unit = new(pool);
    private bool _isSpread;
    private bool _isRandomAccess;
    private TimeSpan? _dts;
    private TimeSpan _pts;

    /// <inheritdoc/>
    public override void OnLoss()
    {
        base.OnLoss();
        _unit.Clear();
        _dts = null;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        base.Flush();
        EmitUnit();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _unit.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void ReadPes(ReadOnlySpan<byte> data, long? pts, long? dts)
    {
        if (dts is { } time)
        {
            EmitUnit();
            _unit.Append(data);
            _isRandomAccess = IsRandomAccess;
            (_dts, _pts) = (TsPacket.ToTimeSpan(time), TsPacket.ToTimeSpan(pts!.Value));
            if (!_isSpread)
            {
                EmitUnit();
            }

            return;
        }

        // From here on access units are held until the next one begins.
        if (!_isSpread || _dts is null)
        {
            _isSpread = true;
            Drop(TsDropReason.NoTime);
            return;
        }

        if (_unit.Length + data.Length > MaxVideoPesLength)
        {
            OnLoss();
            Drop(TsDropReason.TooLong);
            return;
        }

        _unit.Append(data);
    }

    private void EmitUnit()
    {
        if (_dts is not { } dts)
        {
            return;
        }

        _dts = null;
        using var payload = new PooledBytes(Pool);
        var fault = _track.AppendNalUnits(Stream.Codec!.Value, _unit.Span, payload, out var flags, out var hasSets);
        _unit.Clear();
        if (fault is not null)
        {
            Drop(TsDropReason.DamagedFrame);
            return;
        }

        // Broadcasters open their groups with other pictures than IDR ones, and mark them.
        flags |= _isRandomAccess && hasSets ? FrameFlags.KeyFrame : FrameFlags.None;
        if (payload.Length > 0)
        {
            Emit(_track.Info!, payload, flags, dts, _pts);
        }
    }
}
