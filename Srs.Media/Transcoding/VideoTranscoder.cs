using System.Globalization;
using Srs.Media.Frames;
using Srs.Media.Net.FFmpeg;

namespace Srs.Media.Transcoding;

/// <summary>Makes H.264 that WebRTC players show of H.264 that they do not: without B-frames, of the Baseline profile, in the order in which it is shown.</summary>
/// <remarks>
/// One picture in, one out, at its own time; where the source begins anew, so does what comes out. Frames that come out are Annex B and
/// bring their parameter sets. Decoders written in C meet the bytes of strangers here: it belongs into a worker process. Not thread-safe.
/// </remarks>
internal sealed unsafe class VideoTranscoder : ITranscoder
{
    /// <summary>Largest pictures taken, in pixels: 4096 x 2304.</summary>
    public const int MaxPixels = 4096 * 2304;

    /// <summary>AV_PICTURE_TYPE_NONE and AV_PICTURE_TYPE_I</summary>
    private const int AnyPicture = 0;
    private const int IntraPicture = 1;

    /// <summary>AV_NOPTS_VALUE</summary>
    private const long NoTime = long.MinValue;

    /// <summary>What a second of pictures may take, in bits per pixel of one: 720p gets 5.5 Mb/s at most.</summary>
    private const int MaxBitsPerPixel = 6;

    private readonly TranscoderOutput _output;
    private readonly Queue<TimeSpan> _times = new();
    private nint _decoder;
    private nint _encoder;
    private nint _graph;
    private nint _source;
    private nint _sink;
    private nint _packet;
    private nint _frame;
    private (int Width, int Height) _size;
    private int _format;
    private long _count;

    /// <summary>Makes one.</summary>
    /// <param name="settings">The source and its configuration.</param>
    /// <param name="output">Takes what comes out, inside <see cref="Push"/>.</param>
    /// <exception cref="TranscodeException">It cannot be made.</exception>
    /// <exception cref="DllNotFoundException">FFmpeg is missing.</exception>
    public VideoTranscoder(TranscodeSettings settings, TranscoderOutput output)
    {
        FFmpegLibrary.Require();
        if (settings.Source != MediaCodec.H264 || settings.Config.IsEmpty)
        {
            throw new TranscodeException($"{settings.Source} cannot be transcoded.");
        }

        _output = output;
        var codec = CodecSetup.FindDecoder("h264");
        _ = CodecSetup.FindEncoder("libx264", "libopenh264");
        _packet = LibAvCodec.av_packet_alloc();
        _frame = LibAvUtil.av_frame_alloc();
        _decoder = LibAvCodec.avcodec_alloc_context3(codec);
        try
        {
            CodecSetup.SetConfig(_decoder, codec, CodecSetup.VideoType, settings.Config.Span);

            // More threads would hold pictures back.
            _ = LibAvUtil.av_opt_set_int(_decoder, "threads", 1, 0);
            _ = LibAvUtil.av_opt_set_int(_decoder, "max_pixels", MaxPixels, 0);
            _ = LibAvUtil.av_opt_set(_decoder, "pkt_timebase", "1/1000000", 0);
            CodecSetup.Check(LibAvCodec.avcodec_open2(_decoder, codec, 0), $"decoder of {settings.Source}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public byte[] Config => [];

    /// <inheritdoc/>
    public void Push(ReadOnlySpan<byte> payload, TimeSpan time)
    {
        if (payload.IsEmpty || LibAvCodec.av_new_packet(_packet, payload.Length) < 0)
        {
            return;
        }

        payload.CopyTo(AvLayout.PacketData(_packet));
        AvLayout.PacketPts(_packet) = time.Ticks / TimeSpan.TicksPerMicrosecond;
        AvLayout.PacketDts(_packet) = NoTime;
        _ = LibAvCodec.avcodec_send_packet(_decoder, _packet);
        LibAvCodec.av_packet_unref(_packet);

        // Even after a failure: a decoder that has frames takes no more packets.
        while (LibAvCodec.avcodec_receive_frame(_decoder, _frame) >= 0)
        {
            Encode();
            LibAvUtil.av_frame_unref(_frame);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseEncoder();
        CodecSetup.FreeCodec(ref _decoder);
        CodecSetup.FreePacket(ref _packet);
        CodecSetup.FreeFrame(ref _frame);
    }

    private void Encode()
    {
        var time = AvLayout.FramePts(_frame);
        if (time == NoTime || !TryFitEncoder())
        {
            return;
        }

        var type = AvLayout.FramePictureType(_frame) == IntraPicture ? IntraPicture : AnyPicture;
        if (LibAvFilter.av_buffersrc_add_frame(_source, _frame) < 0 || LibAvFilter.av_buffersink_get_frame(_sink, _frame) < 0)
        {
            return;
        }

        // The encoder counts pictures, so that it plans for a common rate, whatever the times are.
        _times.Enqueue(TimeSpan.FromMicroseconds(time));
        AvLayout.FramePts(_frame) = _count++;
        AvLayout.FramePictureType(_frame) = type;
        _ = LibAvCodec.avcodec_send_frame(_encoder, _frame);
        while (LibAvCodec.avcodec_receive_packet(_encoder, _packet) >= 0)
        {
            _output(AvLayout.PacketData(_packet), _times.Dequeue());
            LibAvCodec.av_packet_unref(_packet);
        }
    }

    /// <summary>Makes graph and encoder for the pictures that come now, whose size may change.</summary>
    private bool TryFitEncoder()
    {
        var (size, format) = (AvLayout.FrameSize(_frame), AvLayout.FrameFormat(_frame));
        if (_encoder != 0 && size == _size && format == _format)
        {
            return true;
        }

        CloseEncoder();
        (_size, _format) = (size, format);
        if (size is not ({ Width: > 0, Height: > 0 }) || (long)size.Width * size.Height > MaxPixels || !TryOpenGraph())
        {
            return false;
        }

        OpenEncoder();
        return true;
    }

    private bool TryOpenGraph()
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"buffer@in=video_size={_size.Width}x{_size.Height}:pix_fmt={_format}:time_base=1/1000000,format=yuv420p,buffersink@out");
        _graph = LibAvFilter.avfilter_graph_alloc();
        _ = LibAvUtil.av_opt_set_int(_graph, "threads", 1, 0);
        if (LibAvFilter.avfilter_graph_parse_ptr(_graph, text, 0, 0, 0) < 0 || LibAvFilter.avfilter_graph_config(_graph, 0) < 0)
        {
            return false;
        }

        _source = LibAvFilter.avfilter_graph_get_filter(_graph, "buffer@in");
        _sink = LibAvFilter.avfilter_graph_get_filter(_graph, "buffersink@out");
        return true;
    }

    private void OpenEncoder()
    {
        var codec = CodecSetup.FindEncoder("libx264", "libopenh264");
        var parameters = LibAvCodec.avcodec_parameters_alloc();
        _encoder = LibAvCodec.avcodec_alloc_context3(codec);
        try
        {
            AvLayout.ParametersType(parameters) = CodecSetup.VideoType;
            AvLayout.ParametersCodecId(parameters) = AvLayout.CodecId(codec);

            // AV_PIX_FMT_YUV420P is 0, which is what memory begins with; formats that are not set are -1.
            AvLayout.ParametersFormat(parameters) = 0;
            AvLayout.SetParametersSize(parameters, _size.Width, _size.Height);
            CodecSetup.Check(LibAvCodec.avcodec_parameters_to_context(_encoder, parameters), "encoder's format");
            var bitrate = (long)_size.Width * _size.Height * MaxBitsPerPixel;
            _ = LibAvUtil.av_opt_set(_encoder, "time_base", "1/30", 0);
            _ = LibAvUtil.av_opt_set_int(_encoder, "threads", 1, 0);
            _ = LibAvUtil.av_opt_set_int(_encoder, "bf", 0, 0);
            _ = LibAvUtil.av_opt_set_int(_encoder, "g", 100_000, 0);
            _ = LibAvUtil.av_opt_set_int(_encoder, "maxrate", bitrate, 0);
            _ = LibAvUtil.av_opt_set_int(_encoder, "bufsize", bitrate, 0);

            // Options of libx264; libopenh264 knows the profile alone, and keeps to the bit rate.
            _ = LibAvUtil.av_opt_set_int(_encoder, "b", bitrate / 2, 0);
            _ = LibAvUtil.av_opt_set(_encoder, "profile", "constrained_baseline", LibAvUtil.SearchChildren);
            _ = LibAvUtil.av_opt_set(_encoder, "profile", "baseline", LibAvUtil.SearchChildren);
            _ = LibAvUtil.av_opt_set(_encoder, "preset", "veryfast", LibAvUtil.SearchChildren);
            _ = LibAvUtil.av_opt_set(_encoder, "tune", "zerolatency", LibAvUtil.SearchChildren);
            _ = LibAvUtil.av_opt_set(_encoder, "crf", "23", LibAvUtil.SearchChildren);
            _ = LibAvUtil.av_opt_set(_encoder, "forced-idr", "1", LibAvUtil.SearchChildren);
            _ = LibAvUtil.av_opt_set(_encoder, "sc_threshold", "0", 0);
            CodecSetup.Check(LibAvCodec.avcodec_open2(_encoder, codec, 0), "encoder of H.264");
        }
        finally
        {
            LibAvCodec.avcodec_parameters_free(&parameters);
        }
    }

    private void CloseEncoder()
    {
        CodecSetup.FreeGraph(ref _graph);
        CodecSetup.FreeCodec(ref _encoder);
        _times.Clear();
        _count = 0;
    }
}
