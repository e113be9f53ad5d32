using System.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Egress;

/// <summary>Writes frames as the bytes that all viewers of one format get.</summary>
/// <remarks>
/// Implementations are immutable and compare by value: equal formats share a log. Each call appends whole messages. Times are
/// milliseconds from the beginning of the log.
/// </remarks>
public interface IWireFormat
{
    /// <summary>Short name for statistics, such as <c>rtmp</c>.</summary>
    string Name { get; }

    /// <summary>Writes the stream's metadata.</summary>
    /// <param name="metadata">AMF0 values of a data message.</param>
    /// <param name="milliseconds">Time of the message.</param>
    /// <param name="output">Receives the bytes.</param>
    void WriteMetadata(ReadOnlySpan<byte> metadata, uint milliseconds, IBufferWriter<byte> output);

    /// <summary>Writes the codec header of a track, or nothing when its codec has none.</summary>
    /// <param name="track">The track.</param>
    /// <param name="milliseconds">Time of the message.</param>
    /// <param name="output">Receives the bytes.</param>
    void WriteTrack(TrackInfo track, uint milliseconds, IBufferWriter<byte> output);

    /// <summary>Writes a frame, or nothing when the format cannot carry it. Borrows the frame for the call.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="milliseconds">Its decoding time.</param>
    /// <param name="output">Receives the bytes.</param>
    void WriteFrame(MediaFrame frame, uint milliseconds, IBufferWriter<byte> output);
}
