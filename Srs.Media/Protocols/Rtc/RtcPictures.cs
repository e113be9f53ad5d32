using Srs.Media.Rtp;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The packets of a track since its last key frame, for players that join: publishers by RTMP and the like cannot be asked for one.</summary>
/// <remarks>The source adds, any thread reads.</remarks>
internal sealed class RtcPictures : IDisposable
{
    /// <summary>Packets kept at most: ten seconds of 4 Mb/s. A longer group is not kept, and players wait for the next one.</summary>
    public const int MaxPackets = 4096;

    private readonly Lock _gate = new();
    private readonly List<RtpPacket> _packets = [];
    private bool _isWhole;

    /// <summary>A key frame follows.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            Clear();
            _isWhole = true;
        }
    }

    /// <summary>Keeps a packet; takes a reference of its own.</summary>
    public void Add(RtpPacket packet)
    {
        lock (_gate)
        {
            if (_packets.Count == MaxPackets)
            {
                Clear();
                _isWhole = false;
            }

            if (_isWhole)
            {
                packet.AddRef();
                _packets.Add(packet);
            }
        }
    }

    /// <summary>The packets, oldest first, each with a reference for the caller.</summary>
    public RtpPacket[] Share()
    {
        lock (_gate)
        {
            _packets.ForEach(static packet => packet.AddRef());
            return [.. _packets];
        }
    }

    /// <summary>Gives the packets back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            Clear();
            _isWhole = false;
        }
    }

    private void Clear()
    {
        _packets.ForEach(static packet => packet.Dispose());
        _packets.Clear();
    }
}
