using Srs.Media.Buffers;
using Srs.Media.Codecs.Opus;
using Srs.Media.Frames;

namespace Srs.Media.Containers.MpegTs;

/// <summary>Opus: access units with the header that <see cref="TsOpus"/> describes.</summary>
internal sealed class TsOpusStream : TsElementaryStream
{
    private readonly TrackInfo _track;
    private long? _next;
    private long _samples;

    /// <summary>Makes a stream; parameters as for <see cref="TsElementaryStream"/>.</summary>
    public TsOpusStream(in TsProgramStream stream, int id, TsClock clock, BufferPool pool, Queue<TsFrameResult> output)
        : base(stream, id, clock, pool, output)
    {
        var head = TsOpus.MakeHead(stream.OpusChannels);
        var audio = new AudioFormat(OpusHead.SampleRate, head is null ? 0 : stream.OpusChannels, BitsPerSample: 16, Profile: "");
        _track = new TrackInfo { Id = id, Kind = MediaKind.Audio, Codec = MediaCodec.Opus, Config = head ?? [], Audio = audio };
    }

    /// <inheritdoc/>
    public override void OnLoss()
    {
        base.OnLoss();
        _next = null;
    }

    /// <inheritdoc/>
    protected override void ReadPes(ReadOnlySpan<byte> data, long? pts, long? dts)
    {
        if (pts is not null)
        {
            (_next, _samples) = (pts, 0);
        }

        while (!data.IsEmpty)
        {
            if (_next is not { } start || !TsOpus.TryRead(ref data, out var unit))
            {
                Drop(_next is null ? TsDropReason.NoTime : TsDropReason.DamagedFrame);
                return;
            }

            var time = TsPacket.ToTimeSpan(start) + TimeSpan.FromTicks(_samples * TimeSpan.TicksPerSecond / OpusHead.SampleRate);
            _samples += OpusPacket.GetSamples(unit);
            Emit(_track, PooledBytes.Copy(Pool, unit), FrameFlags.None, time, time);
        }
    }
}
