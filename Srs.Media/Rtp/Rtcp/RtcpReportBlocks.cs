using System.Diagnostics;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>The report blocks of a sender or receiver report.</summary>
/// <remarks>Borrows the datagram. RFC 3550 §6.4.</remarks>
public readonly ref struct RtcpReportBlocks
{
    private readonly ReadOnlySpan<byte> _blocks;

    /// <summary>Takes the blocks at the front of <paramref name="blocks"/>; what follows is an extension of a profile.</summary>
    internal RtcpReportBlocks(ReadOnlySpan<byte> blocks, int count)
    {
        Debug.Assert(blocks.Length >= count * RtcpReportBlock.Length, "The reader has compared the lengths.");
        _blocks = blocks;
        Count = count;
    }

    /// <summary>0 to 31.</summary>
    public int Count { get; }

    /// <summary>One of the blocks.</summary>
    /// <param name="index">0 to one less than <see cref="Count"/>.</param>
    public RtcpReportBlock this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return RtcpReportBlock.Read(_blocks[(index * RtcpReportBlock.Length)..]);
        }
    }
}
