using Srs.Media.Egress;
using Srs.Media.Frames;

namespace Srs.Media.Delivery.Sound;

/// <summary>MP3 frames, one after the other.</summary>
internal sealed class Mp3LiveFormat : SoundLiveFormat
{
    /// <inheritdoc/>
    public override string Extension => ".mp3";

    /// <inheritdoc/>
    public override string ContentType => "audio/mpeg";

    /// <inheritdoc/>
    protected override IWireFormat WireFormat { get; } = new Mp3WireFormat();

    /// <inheritdoc/>
    protected override bool CanWrite(TrackInfo track) => Mp3WireFormat.CanWrite(track);
}
