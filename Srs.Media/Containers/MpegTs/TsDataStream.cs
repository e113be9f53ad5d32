using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Containers.MpegTs;

/// <summary>Timed metadata: what is in a PES packet is a frame.</summary>
internal sealed class TsDataStream(in TsProgramStream stream, int id, TsClock clock, BufferPool pool, Queue<TsFrameResult> output)
    : TsElementaryStream(stream, id, clock, pool, output)
{
    private readonly TrackInfo _track = new() { Id = id, Kind = MediaKind.Data, Codec = stream.Codec!.Value };
    private TimeSpan? _time;

    /// <inheritdoc/>
    protected override void ReadPes(ReadOnlySpan<byte> data, long? pts, long? dts)
    {
        _time = pts is { } told ? TsPacket.ToTimeSpan(told) : _time;
        if (_time is { } time)
        {
            Emit(_track, PooledBytes.Copy(Pool, data), FrameFlags.None, time, time);
        }
        else
        {
            Drop(TsDropReason.NoTime);
        }
    }
}
