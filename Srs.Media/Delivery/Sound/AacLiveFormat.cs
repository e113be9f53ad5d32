using Srs.Media.Egress;
using Srs.Media.Frames;

namespace Srs.Media.Delivery.Sound;

/// <summary>AAC as an ADTS stream.</summary>
internal sealed class AacLiveFormat : SoundLiveFormat
{
    /// <inheritdoc/>
    public override string Extension => ".aac";

    /// <inheritdoc/>
    public override string ContentType => "audio/x-aac";

    /// <inheritdoc/>
    protected override IWireFormat WireFormat { get; } = new AdtsWireFormat();

    /// <inheritdoc/>
    protected override bool CanWrite(TrackInfo track) => AdtsWireFormat.CanWrite(track);
}
