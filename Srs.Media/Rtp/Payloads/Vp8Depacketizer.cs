using Srs.Media.Buffers;
using Srs.Media.Codecs.Vp8;
using Srs.Media.Codecs.Vp9;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Puts VP8 frames together.</summary>
/// <remarks>RFC 7741 §4.2; picture numbers and layers are left to the order of the packets. Not thread-safe.</remarks>
/// <param name="trackId">Number of the track within its stream.</param>
/// <param name="pool">Where frames live; null for the shared one.</param>
public sealed class Vp8Depacketizer(int trackId = 0, BufferPool? pool = null) : VideoDepacketizer(trackId, pool)
{
    private const int StartMask = Vp8Payload.Start | Vp8Payload.PartitionMask;

    private bool _isDisposable;

    private protected override bool StartsFrame(ReadOnlySpan<byte> payload) => (payload[0] & StartMask) == Vp8Payload.Start;

    private protected override bool TryAppend(ReadOnlySpan<byte> payload)
    {
        var descriptor = Vp8Payload.GetDescriptorLength(payload);
        if (descriptor == 0 || (Frame.Length == 0 && !StartsFrame(payload)))
        {
            return false;
        }

        _isDisposable = (payload[0] & Vp8Payload.NonReference) != 0;
        Frame.Append(payload[descriptor..]);
        return true;
    }

    private protected override bool TryFinish(PooledBytes payload, out FrameFlags flags)
    {
        flags = _isDisposable ? FrameFlags.Disposable : FrameFlags.None;
        if (Vp8FrameHeader.TryRead(Frame.Span, out var header))
        {
            flags = FrameFlags.KeyFrame;
            var format = new VideoFormat(header.Width, header.Height, Vp9Names.GetProfile(header.Version), Level: "");
            Track = Track?.Video == format ? Track : new TrackInfo { Id = TrackId, Kind = MediaKind.Video, Codec = MediaCodec.Vp8, Video = format };
        }

        payload.Append(Frame.Span);
        return true;
    }
}
