using System.Diagnostics.CodeAnalysis;

namespace Srs.Media.Rtp.Stages;

/// <summary>Puts the packets of a track in order, and waits a bounded time for those that are missing.</summary>
/// <remarks>
/// For whoever needs packets in order, such as a depacketizer: after each <see cref="Add"/>, and at <see cref="Deadline"/>, it takes
/// what <see cref="TryTake"/> gives. Owns a reference of each packet that waits. No clock of its own; not thread-safe.
/// </remarks>
public sealed class RtpReorderBuffer : IDisposable
{
    /// <summary>Default of how many packets wait; when there are as many, the missing one is given up.</summary>
    public const int DefaultMaxPackets = 1024;

    private readonly RtpPacket?[] _waiting;
    private readonly int _maxPackets;
    private int _head;
    private long _next;
    private RtpSource? _source;
    private TimeSpan? _blockedSince;

    /// <summary>Makes an empty buffer.</summary>
    /// <param name="maxDelay">How long a missing packet is waited for.</param>
    /// <param name="maxPackets">How many packets wait.</param>
    public RtpReorderBuffer(TimeSpan maxDelay, int maxPackets = DefaultMaxPackets)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPackets);
        MaxDelay = maxDelay;
        _maxPackets = maxPackets;
        _waiting = new RtpPacket?[maxPackets * 2];
    }

    /// <summary>How long a missing packet is waited for.</summary>
    public TimeSpan MaxDelay { get; set; }

    /// <summary>Packets that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Packets that were given up, those that came too late among them.</summary>
    public long Lost { get; private set; }

    /// <summary>Packets that came after they had been given up, or twice.</summary>
    public long Late { get; private set; }

    /// <summary>When the missing packet is given up; null while none is waited for.</summary>
    public TimeSpan? Deadline => _blockedSince + MaxDelay;

    private Span<RtpPacket?> Waiting => _waiting.AsSpan(_head, Count);

    /// <summary>Takes a packet, in any order. Takes over the caller's reference.</summary>
    /// <returns>False when it is too late or was there already; it is disposed then.</returns>
    public bool Add(RtpPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        var at = Count;
        while (at > 0 && Waiting[at - 1]!.Sequence > packet.Sequence)
        {
            at--;
        }

        var isKnown = at > 0 && Waiting[at - 1]!.Sequence == packet.Sequence;
        if (isKnown || Count > _maxPackets || (_source is not null && packet.Sequence < _next))
        {
            Late++;
            packet.Dispose();
            return false;
        }

        if (_head + Count == _waiting.Length)
        {
            Waiting.CopyTo(_waiting);
            _waiting.AsSpan(Count).Clear();
            _head = 0;
        }

        Count++;
        Waiting[at..^1].CopyTo(Waiting[(at + 1)..]);
        Waiting[at] = packet;
        return true;
    }

    /// <summary>Takes the next packet out, if it is there or its predecessors have been waited for long enough.</summary>
    /// <param name="now">On the clock of <see cref="RtpClock"/>.</param>
    /// <param name="packet">The caller disposes it.</param>
    /// <param name="hasGap">Whether packets are missing before it for good, or another run of packets begins with it.</param>
    public bool TryTake(TimeSpan now, [NotNullWhen(true)] out RtpPacket? packet, out bool hasGap)
    {
        packet = Count > 0 ? Waiting[0]! : null;
        hasGap = false;
        if (packet is null)
        {
            return false;
        }

        var continues = ReferenceEquals(packet.Source, _source);
        if (continues && packet.Sequence != _next)
        {
            _blockedSince ??= now;
            if (now - _blockedSince < MaxDelay && Count < _maxPackets)
            {
                packet = null;
                return false;
            }

            Lost += packet.Sequence - _next;
            hasGap = true;
        }

        hasGap |= !continues && _source is not null;
        _source = packet.Source;
        _next = packet.Sequence + 1;
        _blockedSince = null;
        Waiting[0] = null;
        Count--;
        _head = Count == 0 ? 0 : _head + 1;
        return true;
    }

    /// <summary>Gives all waiting packets back.</summary>
    public void Dispose()
    {
        foreach (ref var packet in Waiting)
        {
            packet?.Dispose();
            packet = null;
        }

        Count = 0;
    }
}
