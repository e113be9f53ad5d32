using System.Runtime.InteropServices;
using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Collects the payloads of one frame after another.</summary>
/// <remarks>Not thread-safe. Holds a buffer only between <see cref="Begin"/> and <see cref="End"/>.</remarks>
internal sealed class RtpPayloadWriter(BufferPool pool)
{
    private byte[] _buffer = [];
    private int[] _table = new int[64];
    private int _count;
    private int _length;

    /// <summary>Starts a frame.</summary>
    /// <param name="expectedLength">Bytes that its payloads will have, roughly.</param>
    public void Begin(int expectedLength)
    {
        (_count, _length) = (0, 0);
        EnsureCapacity(expectedLength);
    }

    /// <summary>Adds a payload.</summary>
    /// <param name="length">Its bytes.</param>
    /// <returns>Where they are written, until the next call.</returns>
    public Span<byte> Add(int length)
    {
        if ((_count + 1) * RtpFramePackets.EntryIntegers > _table.Length)
        {
            Array.Resize(ref _table, _table.Length * 2);
        }

        _table[_count * RtpFramePackets.EntryIntegers] = _length;
        _table[(_count * RtpFramePackets.EntryIntegers) + 1] = 0;
        _count++;
        return Extend(length);
    }

    /// <summary>Makes the last payload longer.</summary>
    /// <returns>Where the added bytes are written, until the next call.</returns>
    public Span<byte> Extend(int length)
    {
        EnsureCapacity(_length + length);
        var added = _buffer.AsSpan(_length, length);
        _length += length;
        _table[(_count * RtpFramePackets.EntryIntegers) - 1] += length;
        return added;
    }

    /// <summary>The last payload.</summary>
    public Span<byte> Last => _buffer.AsSpan(_table[(_count - 1) * RtpFramePackets.EntryIntegers], _table[(_count * RtpFramePackets.EntryIntegers) - 1]);

    /// <summary>Takes bytes off the front of the last payload.</summary>
    public void TrimStart(int length)
    {
        _table[(_count - 1) * RtpFramePackets.EntryIntegers] += length;
        _table[(_count * RtpFramePackets.EntryIntegers) - 1] -= length;
    }

    /// <summary>Ends the frame.</summary>
    /// <returns>Its payloads, of which the caller gets the first reference; null when there are none.</returns>
    public RtpFramePackets? End(MediaFrame frame, uint timestamp, bool hasMarker)
    {
        if (_count == 0)
        {
            pool.Return(_buffer);
            _buffer = [];
            return null;
        }

        var table = MemoryMarshal.AsBytes(_table.AsSpan(0, _count * RtpFramePackets.EntryIntegers));
        var at = (_length + sizeof(int) - 1) & -sizeof(int);
        EnsureCapacity(at + table.Length);
        table.CopyTo(_buffer.AsSpan(at));
        var buffer = _buffer;
        _buffer = [];
        return new RtpFramePackets(pool, buffer, at, _count)
        {
            Track = frame.Track,
            IsKeyFrame = frame.IsKeyFrame,
            Timestamp = timestamp,
            HasMarker = hasMarker,
        };
    }

    private void EnsureCapacity(int needed)
    {
        if (needed <= _buffer.Length && _buffer.Length > 0)
        {
            return;
        }

        var larger = pool.Rent(Math.Max(needed, Math.Max(_buffer.Length * 2, 256)));
        _buffer.AsSpan(0, Math.Min(_length, _buffer.Length)).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            pool.Return(_buffer);
        }

        _buffer = larger;
    }
}
