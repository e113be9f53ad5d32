using System.Numerics;

namespace Srs.Media.Rtp.Stages;

/// <summary>The packets of a track that came lately, by sequence number, for viewers who lost some.</summary>
/// <remarks>
/// One for all viewers of the track. Bounded in packets, bytes and time. Thread-safe: nothing but look-ups happens under its lock.
/// </remarks>
public sealed class RtpHistory : IDisposable
{
    /// <summary>Default of how long packets are kept: what comes later than that would be played no more.</summary>
    public static readonly TimeSpan DefaultMaxAge = TimeSpan.FromSeconds(2);

    /// <summary>Default of how many packets are kept: 20 Mb/s for a second.</summary>
    public const int DefaultMaxPackets = 2048;

    /// <summary>Default of how many bytes are kept.</summary>
    public const long DefaultMaxBytes = 8 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly int _capacity;
    private RtpPacket?[] _packets = [];
    private readonly long _maxBytes;
    private readonly TimeSpan _maxAge;
    private long _oldest;
    private long _newest = -1;
    private long _bytes;
    private bool _isDisposed;

    /// <summary>Makes an empty history.</summary>
    /// <param name="maxPackets">Rounded up to a power of two.</param>
    /// <param name="maxBytes">Bytes of the packets together.</param>
    /// <param name="maxAge">By the arrival of the newest packet.</param>
    public RtpHistory(int maxPackets = DefaultMaxPackets, long maxBytes = DefaultMaxBytes, TimeSpan? maxAge = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPackets);
        _capacity = (int)BitOperations.RoundUpToPowerOf2((uint)maxPackets);
        _maxBytes = maxBytes;
        _maxAge = maxAge ?? DefaultMaxAge;
    }

    /// <summary>Bytes kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Keeps a packet; takes a reference of its own.</summary>
    public void Add(RtpPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            if (_packets.Length == 0)
            {
                // Not before: there are more publishers who ask than who come.
                _packets = new RtpPacket?[_capacity];
            }

            if (packet.Sequence > _newest)
            {
                MakeRoom(packet.Sequence);
                _newest = packet.Sequence;
            }
            else if (packet.Sequence <= _newest - _packets.Length || SlotOf(packet.Sequence) is not null)
            {
                return;
            }

            _oldest = Math.Min(_oldest, packet.Sequence);
            packet.AddRef();
            SlotOf(packet.Sequence) = packet;
            _bytes += packet.Footprint;
            Trim(packet.Arrival);
        }
    }

    /// <summary>Finds a packet.</summary>
    /// <param name="sequence">As <see cref="RtpPacket.Sequence"/>.</param>
    /// <param name="packet">The caller disposes it.</param>
    public bool TryGet(long sequence, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RtpPacket? packet)
    {
        lock (_gate)
        {
            packet = _packets.Length == 0 ? null : SlotOf(sequence);
            if (packet?.Sequence != sequence)
            {
                packet = null;
            }

            packet?.AddRef();
            return packet is not null;
        }
    }

    /// <summary>Gives all packets back; nothing is kept or found afterwards.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            while (_oldest <= _newest && _bytes > 0)
            {
                RemoveOldest();
            }
        }
    }

    private ref RtpPacket? SlotOf(long sequence) => ref _packets[sequence & (_packets.Length - 1)];

    private void MakeRoom(long sequence)
    {
        var oldest = sequence - _packets.Length + 1;
        while (_oldest < oldest && _bytes > 0)
        {
            RemoveOldest();
        }

        _oldest = _bytes == 0 ? sequence : Math.Max(_oldest, oldest);
    }

    private void Trim(TimeSpan now)
    {
        while (_oldest < _newest && (_bytes > _maxBytes || SlotOf(_oldest) is not { } oldest || now - oldest.Arrival > _maxAge))
        {
            RemoveOldest();
        }
    }

    private void RemoveOldest()
    {
        ref var slot = ref SlotOf(_oldest++);
        if (slot is { } packet)
        {
            slot = null;
            _bytes -= packet.Footprint;
            packet.Dispose();
        }
    }
}
