using System.Buffers;
using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Delivery.MpegTs;

/// <summary>Frames as an MPEG transport stream. What a log or viewer begins with it is a <see cref="TsWireLogFormat"/>, because packets are counted.</summary>
/// <param name="HasAudio">Whether audio is written.</param>
/// <param name="HasVideo">Whether video is written.</param>
internal sealed record TsWireFormat(bool HasAudio, bool HasVideo) : IWireFormat
{
    /// <inheritdoc/>
    public string Name => "ts";

    /// <inheritdoc/>
    public IWireFormat Begin(StreamHeaders headers) => new TsWireLogFormat(this, headers);

    /// <summary>Whether tracks of a kind are written.</summary>
    public bool Carries(MediaKind kind) => kind switch { MediaKind.Audio => HasAudio, MediaKind.Video => HasVideo, _ => true };

    /// <inheritdoc/>
    public void WriteMetadata(ReadOnlySpan<byte> metadata, uint milliseconds, IBufferWriter<byte> output) => throw NotBegun();

    /// <inheritdoc/>
    public void WriteTrack(TrackInfo track, uint milliseconds, IBufferWriter<byte> output) => throw NotBegun();

    /// <inheritdoc/>
    public void WriteFrame(MediaFrame frame, uint milliseconds, IBufferWriter<byte> output) => throw NotBegun();

    private static InvalidOperationException NotBegun() => new("Packets of a transport stream are counted; call Begin first.");
}
