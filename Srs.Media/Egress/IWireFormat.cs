using System.Buffers;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Egress;

/// <summary>Writes frames as the bytes that all viewers of one format get.</summary>
/// <remarks>
/// Implementations are immutable and compare by value: equal formats share a log. A format whose bytes depend on those before them gives each
/// log a writer of its own by <see cref="Begin"/>, used by one thread at a time. Each call appends whole messages. Times are milliseconds from
/// the beginning of the log.
/// </remarks>
public interface IWireFormat
{
    /// <summary>Short name for statistics, such as <c>rtmp</c>.</summary>
    string Name { get; }

    /// <summary>Gives what a log, or a viewer of its own, writes with; the format itself when nothing is to be remembered.</summary>
    /// <param name="headers">What is known of the stream.</param>
    IWireFormat Begin(StreamHeaders headers) => this;

    /// <summary>Tells which tracks there are, after some have ended or for a viewer of its own.</summary>
    /// <param name="headers">What is known of the stream now.</param>
    void SetHeaders(StreamHeaders headers)
    {
    }

    /// <summary>Writes what a viewer has to be told before the message that it joins at: metadata and codec headers.</summary>
    /// <param name="headers">What is known of the stream there.</param>
    /// <param name="milliseconds">Time of that message.</param>
    /// <param name="isAtHead">True after the newest message, false before a key frame or an older message.</param>
    /// <param name="output">Receives the bytes.</param>
    void WritePreface(StreamHeaders headers, uint milliseconds, bool isAtHead, IBufferWriter<byte> output)
    {
        if (!headers.Metadata.IsEmpty)
        {
            // Metadata always carries time 0, as in SRS; ffmpeg takes it for a data track otherwise.
            WriteMetadata(headers.Metadata.Span, 0, output);
        }

        foreach (var track in headers.Tracks)
        {
            WriteTrack(track, milliseconds, output);
        }
    }

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
