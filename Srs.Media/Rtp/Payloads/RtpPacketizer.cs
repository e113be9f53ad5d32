using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Cuts the frames of one track into RTP payloads, once for all viewers.</summary>
/// <remarks>Not thread-safe: one for each track of a stream.</remarks>
public abstract class RtpPacketizer
{
    /// <summary>Bytes of tables and payload headers allowed for in the first buffer, for each payload.</summary>
    private const int OverheadPerPayload = 16;

    private readonly RtpPayloadWriter _writer;

    private protected RtpPacketizer(MediaCodec codec, RtpPacketizerOptions? options, BufferPool? pool)
    {
        Options = options ?? new RtpPacketizerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.MaxPayloadLength, RtpPacketizerOptions.MinPayloadLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Options.MaxPayloadLength, (int)ushort.MaxValue);
        Codec = codec;
        _writer = new RtpPayloadWriter(pool ?? BufferPool.Shared);
    }

    /// <summary>The codec whose frames are taken.</summary>
    public MediaCodec Codec { get; }

    private protected RtpPacketizerOptions Options { get; }

    private protected RtpPayloadWriter Writer => _writer;

    /// <summary>Makes the packetizer of a codec.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="options">How to cut; null for the defaults.</param>
    /// <param name="pool">Where payloads live; null for the shared one.</param>
    /// <returns>Null for a codec that WebRTC does not carry.</returns>
    public static RtpPacketizer? Create(MediaCodec codec, RtpPacketizerOptions? options = null, BufferPool? pool = null) => codec switch
    {
        MediaCodec.H264 => new H264Packetizer(options, pool),
        MediaCodec.H265 => new H265Packetizer(options, pool),
        MediaCodec.Av1 => new Av1Packetizer(options, pool),
        MediaCodec.Vp8 => new Vp8Packetizer(options, pool),
        MediaCodec.Vp9 => new Vp9Packetizer(options, pool),
        MediaCodec.Opus or MediaCodec.G711ALaw or MediaCodec.G711MuLaw or MediaCodec.G722 => new AudioPacketizer(codec, options, pool),
        _ => null,
    };

    /// <summary>Cuts a frame.</summary>
    /// <param name="frame">Borrowed for the call; of <see cref="Codec"/>.</param>
    /// <param name="timestamp">Its RTP timestamp, see <see cref="RtpMediaClock"/>.</param>
    /// <returns>The caller disposes it; null when nothing of the frame is sent: it is empty, damaged, or sound too long for a packet.</returns>
    public RtpFramePackets? Packetize(MediaFrame frame, uint timestamp)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var packets = 1 + (frame.Length / Options.MaxPayloadLength);
        _writer.Begin(frame.Length + Options.MaxPayloadLength + (packets * OverheadPerPayload));
        WritePayloads(frame);
        return _writer.End(frame, timestamp, frame.Track.Kind == MediaKind.Video);
    }

    /// <summary>Writes the payloads of a frame to <see cref="Writer"/>.</summary>
    private protected abstract void WritePayloads(MediaFrame frame);
}
