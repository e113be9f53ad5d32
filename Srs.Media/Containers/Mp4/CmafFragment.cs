using Srs.Media.Buffers;

namespace Srs.Media.Containers.Mp4;

/// <summary>One movie fragment of one track, ready to be served: a CMAF chunk, an LL-HLS part, or a whole segment.</summary>
/// <remarks>
/// <para>The bytes are <c>styp</c> where a segment begins, <c>prft</c> where a wall-clock time was given, <c>moof</c> and <c>mdat</c>. A
/// segment is the concatenation of its fragments. A file of several tracks (<c>hls_use_fmp4</c>, a recording) is the init segment of them
/// all and then the same fragments in any order, since each has its track's number: nothing is muxed twice.</para>
/// <para>Immutable and reference counted, as <see cref="RefCounted"/> tells. ISO/IEC 23000-19 §7.3.2.3.</para>
/// </remarks>
public sealed class CmafFragment : RefCounted
{
    private readonly BufferPool _pool;
    private readonly byte[] _buffer;

    internal CmafFragment(BufferPool pool, byte[] buffer, int length)
    {
        _pool = pool;
        _buffer = buffer;
        Length = length;
    }

    /// <summary>What the bytes are of; a reader needs the init segment of this very object.</summary>
    public required CmafTrackFormat Format { get; init; }

    /// <summary>mfhd's sequence number.</summary>
    public required uint SequenceNumber { get; init; }

    /// <summary>baseMediaDecodeTime: decoding time of the first frame in units of <see cref="CmafTrackFormat.Timescale"/>.</summary>
    public required long DecodeTime { get; init; }

    /// <summary>Duration in units of <see cref="CmafTrackFormat.Timescale"/>; the next fragment begins where this one ends.</summary>
    public required long DecodeDuration { get; init; }

    /// <summary>Earliest presentation time of its frames in units of <see cref="CmafTrackFormat.Timescale"/>.</summary>
    public required long PresentationTime { get; init; }

    /// <summary><see cref="DecodeTime"/> on the stream's timeline.</summary>
    public TimeSpan Start => MediaTimescale.ToTime(DecodeTime, Format.Timescale);

    /// <summary><see cref="DecodeDuration"/> as time.</summary>
    public TimeSpan Duration => MediaTimescale.ToTime(DecodeDuration, Format.Timescale);

    /// <summary>Frames in it, one at least.</summary>
    public required int FrameCount { get; init; }

    /// <summary>True when a decoder can start with its first frame; always so for audio.</summary>
    public required bool IsIndependent { get; init; }

    /// <summary>True when it begins with <c>styp</c>.</summary>
    public required bool StartsSegment { get; init; }

    /// <summary>Bytes to serve.</summary>
    public int Length { get; }

    /// <summary>Bytes of memory that it holds, which is what a limit on memory has to count.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>The bytes.</summary>
    /// <exception cref="ObjectDisposedException">The last reference is gone.</exception>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            ThrowIfReturned();
            return _buffer.AsMemory(0, Length);
        }
    }

    /// <inheritdoc/>
    protected override void ReturnBytes() => _pool.Return(_buffer);
}
