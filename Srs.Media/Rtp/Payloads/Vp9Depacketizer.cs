using System.Buffers.Binary;
using Srs.Media.Buffers;
using Srs.Media.Codecs.Vp9;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Puts VP9 frames together; the spatial layers of a picture become a superframe.</summary>
/// <remarks>
/// RFC 9628 §4.2, in flexible and non-flexible mode; superframe index: VP9 Bitstream &amp; Decoding Process Specification annex B.
/// Not thread-safe.
/// </remarks>
/// <param name="trackId">Number of the track within its stream.</param>
/// <param name="pool">Where frames live; null for the shared one.</param>
public sealed class Vp9Depacketizer(int trackId = 0, BufferPool? pool = null) : VideoDepacketizer(trackId, pool)
{
    private const int MaxLayers = 8;
    private const int SuperframeMarker = 0xC0;
    private const int SizeBytes = 4;

    private readonly int[] _starts = new int[MaxLayers];
    private int _layers;
    private bool _isWhole;

    private protected override bool StartsFrame(ReadOnlySpan<byte> payload) => (payload[0] & Vp9Payload.Start) != 0;

    private protected override bool TryAppend(ReadOnlySpan<byte> payload)
    {
        var descriptor = Vp9Payload.GetDescriptorLength(payload);
        var isStart = StartsFrame(payload);
        if (descriptor == 0 || isStart != (_layers == 0 || _isWhole) || (isStart && _layers == MaxLayers))
        {
            return false;
        }

        if (isStart)
        {
            _starts[_layers++] = Frame.Length;
        }

        _isWhole = (payload[0] & Vp9Payload.End) != 0;
        Frame.Append(payload[descriptor..]);
        return true;
    }

    private protected override bool TryFinish(PooledBytes payload, out FrameFlags flags)
    {
        flags = FrameFlags.None;
        if (!_isWhole)
        {
            return false;
        }

        if (Vp9FrameHeader.TryRead(Frame.Span, out var header))
        {
            flags = FrameFlags.KeyFrame;
            var format = new VideoFormat(header.Width, header.Height, Vp9Names.GetProfile(header.Profile), Level: "");
            Track = Track?.Video == format ? Track : new TrackInfo { Id = TrackId, Kind = MediaKind.Video, Codec = MediaCodec.Vp9, Video = format };
        }

        payload.Append(Frame.Span);
        if (_layers > 1)
        {
            AppendIndex(payload);
        }

        return true;
    }

    private protected override void Reset()
    {
        base.Reset();
        (_layers, _isWhole) = (0, false);
    }

    private void AppendIndex(PooledBytes payload)
    {
        Span<byte> index = stackalloc byte[2 + (MaxLayers * SizeBytes)];
        var marker = (byte)(SuperframeMarker | ((SizeBytes - 1) << 3) | (_layers - 1));
        index[0] = marker;
        for (var i = 0; i < _layers; i++)
        {
            var end = i + 1 < _layers ? _starts[i + 1] : Frame.Length;
            BinaryPrimitives.WriteInt32LittleEndian(index[(1 + (i * SizeBytes))..], end - _starts[i]);
        }

        var length = 2 + (_layers * SizeBytes);
        index[length - 1] = marker;
        payload.Append(index[..length]);
    }
}
