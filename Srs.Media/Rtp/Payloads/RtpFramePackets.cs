using System.Runtime.InteropServices;
using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>The RTP payloads of one frame, cut once per stream and shared by all its viewers, each of whom writes headers of its own before them.</summary>
/// <remarks>
/// Immutable; references are counted as in <see cref="RefCounted"/>. Payloads that follow each other are mostly of one length, so that they
/// can leave in one call with segmentation offload: see <see cref="GetRunLength"/>.
/// </remarks>
public sealed class RtpFramePackets : RefCounted
{
    /// <summary>Integers that the table has for each payload: where it begins, and its length.</summary>
    internal const int EntryIntegers = 2;

    private readonly BufferPool _pool;
    private readonly byte[] _buffer;
    private readonly int _table;

    /// <summary>Takes over a buffer that holds the payloads and then the table.</summary>
    internal RtpFramePackets(BufferPool pool, byte[] buffer, int table, int count)
    {
        (_pool, _buffer, _table, Count) = (pool, buffer, table, count);
        for (var i = 0; i < count; i++)
        {
            var length = Table[(i * EntryIntegers) + 1];
            TotalLength += length;
            LargestLength = Math.Max(LargestLength, length);
        }
    }

    /// <summary>The track that the frame belongs to.</summary>
    public required TrackInfo Track { get; init; }

    /// <summary>True when a decoder can start here.</summary>
    public required bool IsKeyFrame { get; init; }

    /// <summary>The stream's RTP timestamp, in units of the codec's clock; each viewer adds an offset of its own.</summary>
    public required uint Timestamp { get; init; }

    /// <summary>Whether the last packet has the marker bit: of pictures, where it ends the frame.</summary>
    public required bool HasMarker { get; init; }

    /// <summary>Number of payloads, at least 1.</summary>
    public int Count { get; }

    /// <summary>Bytes of all payloads.</summary>
    public int TotalLength { get; }

    /// <summary>Bytes of the longest payload.</summary>
    public int LargestLength { get; }

    private ReadOnlySpan<int> Table => MemoryMarshal.Cast<byte, int>(_buffer.AsSpan(_table, Count * EntryIntegers * sizeof(int)));

    /// <summary>A payload; valid while the caller holds a reference.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ObjectDisposedException">The last reference is gone.</exception>
    public ReadOnlySpan<byte> GetPayload(int index)
    {
        ThrowIfReturned();
        var entry = Table.Slice(index * EntryIntegers, EntryIntegers);
        return _buffer.AsSpan(entry[0], entry[1]);
    }

    /// <summary>Whether the packet of a payload has the marker bit.</summary>
    public bool IsMarked(int index) => HasMarker && index == Count - 1;

    /// <summary>
    /// How many payloads from <paramref name="index"/> on can leave as segments of one length: those as long as it, and a shorter one after
    /// them.
    /// </summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>At least 1.</returns>
    public int GetRunLength(int index)
    {
        var table = Table;
        var length = table[(index * EntryIntegers) + 1];
        var end = index + 1;
        while (end < Count && table[(end * EntryIntegers) + 1] == length)
        {
            end++;
        }

        return end - index + (end < Count && table[(end * EntryIntegers) + 1] < length ? 1 : 0);
    }

    /// <inheritdoc/>
    protected override void ReturnBytes() => _pool.Return(_buffer);
}
