using Srs.Media.Buffers;

namespace Srs.Media.Frames;

/// <summary>One access unit of one track over pooled bytes, immutable once shared.</summary>
/// <remarks>The shape of the payload is told by <see cref="MediaCodec"/>. References are counted as in <see cref="RefCounted"/>.</remarks>
public sealed class MediaFrame : RefCounted
{
    private readonly BufferPool _pool;
    private readonly byte[] _buffer;
    private readonly int _offset;

    /// <summary>Makes a frame of the bytes from <paramref name="offset"/> to the end of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">Handed over to the frame; empty afterwards.</param>
    /// <param name="offset">Where the payload begins, such as after a tag header.</param>
    public MediaFrame(PooledBytes bytes, int offset)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)offset, (uint)bytes.Length);
        _pool = bytes.Pool;
        _offset = offset;
        Length = bytes.Length - offset;
        _buffer = bytes.Detach();
    }

    /// <summary>The track that the frame belongs to, as it was when the frame came.</summary>
    public required TrackInfo Track { get; init; }

    /// <summary>Key frame, disposable frame, or neither.</summary>
    public FrameFlags Flags { get; init; }

    /// <summary>Decoding time as the encoder sent it, with wrap-around undone and nothing else changed.</summary>
    public required TimeSpan EncoderTime { get; init; }

    /// <summary>Presentation time less decoding time; negative only from broken encoders.</summary>
    public TimeSpan CompositionOffset { get; init; }

    /// <summary>Decoding time on the stream's own timeline; set by the stream at its entrance, before anyone shares the frame.</summary>
    public TimeSpan Dts { get; internal set; }

    /// <summary>Time of day at which it came to the stream; set at its entrance, too.</summary>
    public DateTimeOffset WallClock { get; internal set; }

    /// <summary>Presentation time on the stream's own timeline.</summary>
    public TimeSpan Pts => Dts + CompositionOffset;

    /// <summary>True when a decoder can start here.</summary>
    public bool IsKeyFrame => (Flags & FrameFlags.KeyFrame) != 0;

    /// <summary>True when viewers can join here: a key frame of the default video track.</summary>
    public bool StartsGroup => IsKeyFrame && Track is { Kind: MediaKind.Video, Id: 0 };

    /// <summary>Bytes of payload.</summary>
    public int Length { get; }

    /// <summary>The payload.</summary>
    /// <exception cref="ObjectDisposedException">The last reference is gone.</exception>
    public ReadOnlyMemory<byte> Payload
    {
        get
        {
            ThrowIfReturned();
            return _buffer.AsMemory(_offset, Length);
        }
    }

    /// <inheritdoc/>
    protected override void ReturnBytes()
    {
        if (_buffer.Length > 0)
        {
            _pool.Return(_buffer);
        }
    }
}
