using System.Buffers;
using Srs.Media.Egress;
using Srs.Media.Frames;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>A format whose times begin where those of the same client's viewer before it ended.</summary>
/// <remarks>One viewer at a time uses it.</remarks>
/// <param name="format">What writes the bytes.</param>
/// <param name="shift">Added to every time, in milliseconds.</param>
internal sealed class RtmpShiftedFormat(RtmpWireFormat format, uint shift) : IWireFormat
{
    private uint? _newest;

    /// <inheritdoc/>
    public string Name => format.Name;

    /// <summary>Time of the newest frame written, in milliseconds.</summary>
    public uint Newest => _newest ?? shift;

    /// <inheritdoc/>
    public void WriteMetadata(ReadOnlySpan<byte> metadata, uint milliseconds, IBufferWriter<byte> output) =>
        format.WriteMetadata(metadata, milliseconds, output);

    /// <inheritdoc/>
    public void WriteTrack(TrackInfo track, uint milliseconds, IBufferWriter<byte> output) =>
        format.WriteTrack(track, unchecked(milliseconds + shift), output);

    /// <inheritdoc/>
    public void WriteFrame(MediaFrame frame, uint milliseconds, IBufferWriter<byte> output)
    {
        _newest = unchecked(milliseconds + shift);
        format.WriteFrame(frame, Newest, output);
    }
}
