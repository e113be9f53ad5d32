using System.Diagnostics.CodeAnalysis;

namespace Srs.Media.Rtp.Stages;

/// <summary>Puts packets of sound in order before they are decoded, with a delay that grows only as far as packets really come late.</summary>
/// <remarks>
/// Without disorder nothing waits longer than <see cref="MinDelay"/>, and only after a loss. A packet that came late by some time makes
/// later ones be waited for half as long again, at most <see cref="MaxDelay"/>; that wears off within some seconds. Used as
/// <see cref="RtpReorderBuffer"/> is. Not thread-safe.
/// </remarks>
public sealed class AudioJitterBuffer : IDisposable
{
    /// <summary>Shortest wait for a missing packet.</summary>
    public static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>Longest wait for a missing packet.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(120);

    /// <summary>Packets that wait at most: 2.5 s in packets of 20 ms.</summary>
    public const int MaxPackets = 128;

    private const int WearShare = 256;

    private readonly RtpReorderBuffer _packets = new(MinDelay, MaxPackets);
    private long _newest = -1;
    private TimeSpan _newestArrival;

    /// <summary>How long a missing packet is waited for now.</summary>
    public TimeSpan Delay => _packets.MaxDelay;

    /// <summary>When the missing packet is given up; null while none is waited for.</summary>
    public TimeSpan? Deadline => _packets.Deadline;

    /// <summary>Packets that were given up.</summary>
    public long Lost => _packets.Lost;

    /// <summary>Packets that came after they had been given up, or twice.</summary>
    public long Late => _packets.Late;

    /// <summary>Takes a packet. Takes over the caller's reference.</summary>
    public void Add(RtpPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.Sequence > _newest)
        {
            _newest = packet.Sequence;
            _newestArrival = packet.Arrival;
            SetDelay(Delay - ((Delay - MinDelay) / WearShare));
        }
        else if (packet.Sequence < _newest)
        {
            SetDelay(Max(Delay, (packet.Arrival - _newestArrival) * 1.5));
        }

        _packets.Add(packet);
    }

    /// <summary>Takes the next packet out, as <see cref="RtpReorderBuffer.TryTake"/>.</summary>
    public bool TryTake(TimeSpan now, [NotNullWhen(true)] out RtpPacket? packet, out bool hasGap) =>
        _packets.TryTake(now, out packet, out hasGap);

    /// <inheritdoc/>
    public void Dispose() => _packets.Dispose();

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private void SetDelay(TimeSpan delay) => _packets.MaxDelay = delay > MaxDelay ? MaxDelay : Max(delay, MinDelay);
}
