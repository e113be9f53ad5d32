using Srs.Media.Buffers;

namespace Srs.Media.Rtp.Stages;

/// <summary>Makes packets of payloads of our own, which then go to viewers just as received ones do.</summary>
/// <remarks>Once per stream, whatever the number of viewers. Used by the stream's thread alone, but <see cref="History"/>.</remarks>
public sealed class RtpLocalTrack : IDisposable
{
    private readonly BufferPool _pool;
    private readonly RtpSource _source;
    private long _sequence = ushort.MaxValue;

    /// <summary>Makes a track.</summary>
    /// <param name="rate">Ticks of its clock in a second.</param>
    /// <param name="pool">Where packets live; null for the shared one.</param>
    public RtpLocalTrack(int rate, BufferPool? pool = null)
    {
        _pool = pool ?? BufferPool.Shared;
        Clock = new RtpSourceClock(rate, new PublisherClock());
        _source = new RtpSource(History, Clock);
    }

    /// <summary>Recent packets, for viewers. Thread-safe.</summary>
    public RtpHistory History { get; } = new();

    /// <summary>What its timestamps stand for: the owner sets it, on one clock for all tracks of the stream.</summary>
    public RtpSourceClock Clock { get; }

    /// <summary>Makes the next packet.</summary>
    /// <param name="payload">At most <see cref="RtpLimits.MaxPacketBytes"/> less a header; copied.</param>
    /// <param name="timestamp">In ticks, with wrap-around.</param>
    /// <param name="isMarked">The marker bit.</param>
    /// <param name="now">On the clock of <see cref="RtpClock"/>.</param>
    /// <returns>Kept in <see cref="History"/> too; the caller disposes it.</returns>
    public RtpPacket Make(ReadOnlySpan<byte> payload, uint timestamp, bool isMarked, TimeSpan now)
    {
        var header = new RtpHeader { Marker = isMarked, Timestamp = timestamp, PayloadLength = payload.Length };
        var packet = new RtpPacket(_pool, payload, header, RtpExtensionMap.Empty) { Sequence = ++_sequence, Arrival = now, Source = _source };
        History.Add(packet);
        return packet;
    }

    /// <summary>Gives the history's packets back.</summary>
    public void Dispose() => History.Dispose();
}
