using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Puts the frames of one track together from the RTP payloads of one source.</summary>
/// <remarks>
/// Payloads come in the order of their sequence numbers; what is missing for good is told with <see cref="OnLoss"/>. Damage never throws: it
/// is counted and dropped. Not thread-safe.
/// </remarks>
public abstract class RtpDepacketizer : IDisposable
{
    /// <summary>Longest frame taken, in bytes.</summary>
    public const int MaxFrameLength = 8 * 1024 * 1024;

    private readonly Queue<RtpAccessUnit> _output = new();

    private protected RtpDepacketizer(BufferPool? pool) => Pool = pool ?? BufferPool.Shared;

    /// <summary>The track as it is now; null before the first frame that tells it.</summary>
    public TrackInfo? Track { get; private protected set; }

    /// <summary>True while frames are dropped until a key frame comes: at the start and after a loss. The publisher is to be asked for one.</summary>
    public bool NeedsKeyFrame { get; private protected set; }

    /// <summary>Frames dropped because parts of them were lost or damaged.</summary>
    public long DamagedFrames { get; private protected set; }

    private protected BufferPool Pool { get; }

    /// <summary>Makes the depacketizer of a codec.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="trackId">Number of the track within its stream.</param>
    /// <param name="channels">Channels of sound, 1 or 2.</param>
    /// <param name="pool">Where frames live; null for the shared one.</param>
    /// <returns>Null for a codec that WebRTC does not carry.</returns>
    public static RtpDepacketizer? Create(MediaCodec codec, int trackId = 0, int channels = 2, BufferPool? pool = null) => codec switch
    {
        MediaCodec.H264 => new H264Depacketizer(trackId, pool),
        MediaCodec.H265 => new H265Depacketizer(trackId, pool),
        MediaCodec.Av1 => new Av1Depacketizer(trackId, pool),
        MediaCodec.Vp8 => new Vp8Depacketizer(trackId, pool),
        MediaCodec.Vp9 => new Vp9Depacketizer(trackId, pool),
        MediaCodec.Opus or MediaCodec.G711ALaw or MediaCodec.G711MuLaw or MediaCodec.G722 =>
            new AudioDepacketizer(codec, trackId, channels, pool),
        _ => null,
    };

    /// <summary>Takes the payload of the next packet.</summary>
    /// <param name="payload">Borrowed for the call; empty ones, which probe for bandwidth, are left out.</param>
    /// <param name="timestamp">The packet's RTP timestamp.</param>
    /// <param name="isMarked">The packet's marker bit.</param>
    public abstract void Push(ReadOnlySpan<byte> payload, uint timestamp, bool isMarked);

    /// <summary>One or more packets after the last pushed one are missing and will not come.</summary>
    public abstract void OnLoss();

    /// <summary>Takes the next frame that is whole; after each push until there is none.</summary>
    /// <param name="unit">The caller disposes its payload.</param>
    public bool TryTake(out RtpAccessUnit unit) => _output.TryDequeue(out unit);

    /// <inheritdoc/>
    public void Dispose()
    {
        ReturnBuffers();
        while (_output.TryDequeue(out var unit))
        {
            unit.Payload.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Gives a frame out, with <see cref="Track"/>.</summary>
    private protected void Emit(PooledBytes payload, FrameFlags flags, uint timestamp) =>
        _output.Enqueue(new RtpAccessUnit(Track!, flags, timestamp, payload));

    /// <summary>Returns what is held.</summary>
    private protected virtual void ReturnBuffers()
    {
    }
}
