using System.Buffers;
using Srs.Media.Containers.MpegTs;
using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Delivery.MpegTs;

/// <summary>A <see cref="TsWireFormat"/> in use by one log.</summary>
/// <remarks>
/// Each key frame brings the tables with it, so who joins there needs nothing before it. Who joins elsewhere gets the newest tables again.
/// </remarks>
internal sealed class TsWireLogFormat : IWireFormat
{
    private readonly TsWireFormat _format;
    private readonly TsMuxer _muxer = new();
    private readonly SequenceUnwrapper _times = new();

    /// <summary>Begins.</summary>
    public TsWireLogFormat(TsWireFormat format, StreamHeaders headers)
    {
        _format = format;
        SetHeaders(headers);
    }

    /// <inheritdoc/>
    public string Name => _format.Name;

    /// <inheritdoc/>
    public void SetHeaders(StreamHeaders headers) => _muxer.SetTracks(headers.Tracks.RemoveAll(track => !_format.Carries(track.Kind)));

    /// <inheritdoc/>
    public void WriteMetadata(ReadOnlySpan<byte> metadata, uint milliseconds, IBufferWriter<byte> output)
    {
    }

    /// <inheritdoc/>
    public void WriteTrack(TrackInfo track, uint milliseconds, IBufferWriter<byte> output)
    {
        // The tables with it go before the next frame.
        if (_format.Carries(track.Kind))
        {
            _muxer.SetTrack(track);
        }
    }

    /// <inheritdoc/>
    public void WriteFrame(MediaFrame frame, uint milliseconds, IBufferWriter<byte> output)
    {
        if (_format.Carries(frame.Track.Kind))
        {
            _muxer.WriteFrame(frame, TimeSpan.FromMilliseconds(_times.Unwrap(milliseconds)), output);
        }
    }

    /// <inheritdoc/>
    public void WritePreface(StreamHeaders headers, uint milliseconds, bool isAtHead, IBufferWriter<byte> output)
    {
        if (isAtHead)
        {
            _muxer.RepeatTables(output);
        }
    }
}
