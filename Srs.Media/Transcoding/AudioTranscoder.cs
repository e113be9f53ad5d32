using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Srs.Media.Frames;
using Srs.Media.Net.FFmpeg;

namespace Srs.Media.Transcoding;

/// <summary>Decodes sound, repairs its timing, and encodes it again, by FFmpeg.</summary>
/// <remarks>
/// <para>Decoders written in C meet the bytes of strangers here: it belongs into a worker process, never into the server.</para>
/// <para>What comes out is even to the sample: gaps are filled with silence and overlaps dropped by the filter aresample. The encoder's delay
/// is taken off the times, so that sound stays with the picture. Not thread-safe.</para>
/// </remarks>
internal sealed unsafe class AudioTranscoder : ITranscoder
{
    /// <summary>Highest sample rate taken, and highest bit rate given.</summary>
    public const int MaxSampleRate = 192_000;
    public const int MaxBitrate = 512_000;

    private const int OpusFrameSamples = 960;
    private const int AacFrameSamples = 1024;

    /// <summary>A source that leaps further, either way, begins anew instead of being filled or dropped.</summary>
    public static readonly TimeSpan MaxLeap = TimeSpan.FromSeconds(2);

    private readonly TranscodeSettings _settings;
    private readonly TranscoderOutput _output;
    private readonly int _frameSamples;
    private readonly string _outputLayout;
    private nint _decoder;
    private nint _encoder;
    private nint _graph;
    private nint _source;
    private nint _sink;
    private nint _packet;
    private nint _frame;
    private long _origin;
    private long _encoded;
    private long _given;

    /// <summary>Time of the first packet after a start, in samples: the encoder's delay, negative.</summary>
    private long? _first;
    private TimeSpan _last;
    private bool _hasStarted;
    private (long Rate, int Format) _heard;
    private byte[] _heardLayout = [];

    /// <summary>Makes one.</summary>
    /// <param name="settings">What of what.</param>
    /// <param name="output">Takes what comes out, inside <see cref="Push"/>.</param>
    /// <exception cref="TranscodeException">It cannot be made.</exception>
    /// <exception cref="DllNotFoundException">FFmpeg is missing.</exception>
    public AudioTranscoder(TranscodeSettings settings, TranscoderOutput output)
    {
        FFmpegLibrary.Require();
        (_settings, _output) = (settings, output);
        _frameSamples = settings.Target == MediaCodec.Opus ? OpusFrameSamples : AacFrameSamples;
        _outputLayout = LayoutOf(settings.OutputChannels);
        try
        {
            _packet = LibAvCodec.av_packet_alloc();
            _frame = LibAvUtil.av_frame_alloc();
            _decoder = OpenDecoder();
            _encoder = OpenEncoder();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public byte[] Config { get; private set; } = [];

    /// <inheritdoc/>
    /// <remarks>At most <see cref="MaxLeap"/> of silence come out for one.</remarks>
    public void Push(ReadOnlySpan<byte> payload, TimeSpan time)
    {
        if (!_hasStarted || (time - _last).Duration() > MaxLeap)
        {
            Start(time);
        }

        _last = time;
        if (payload.IsEmpty || LibAvCodec.av_new_packet(_packet, payload.Length) < 0)
        {
            return;
        }

        payload.CopyTo(AvLayout.PacketData(_packet));
        var elapsed = (time.Ticks / TimeSpan.TicksPerMicrosecond) - ToMicroseconds(_origin);
        AvLayout.PacketPts(_packet) = AvLayout.PacketDts(_packet) = elapsed;
        _ = LibAvCodec.avcodec_send_packet(_decoder, _packet);
        LibAvCodec.av_packet_unref(_packet);

        // Even after a failure: a decoder that has frames takes no more packets.
        while (LibAvCodec.avcodec_receive_frame(_decoder, _frame) >= 0)
        {
            Filter();
            LibAvUtil.av_frame_unref(_frame);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CodecSetup.FreeGraph(ref _graph);
        CodecSetup.FreeCodec(ref _decoder);
        CodecSetup.FreeCodec(ref _encoder);
        CodecSetup.FreePacket(ref _packet);
        CodecSetup.FreeFrame(ref _frame);
    }

    private static long ToMicroseconds(long samples) => samples * 1_000_000 / TranscodeSettings.OutputRate;

    private static string LayoutOf(int channels) => channels == 1 ? "mono" : "stereo";

    private void Start(TimeSpan time)
    {
        if (_hasStarted)
        {
            CodecSetup.FreeGraph(ref _graph);
            CodecSetup.FreeCodec(ref _encoder);
            _encoder = OpenEncoder();
        }

        // A whole sample, so that times of frames are whole samples too.
        _origin = (long)Math.Floor(time.TotalSeconds * TranscodeSettings.OutputRate);
        (_encoded, _given, _first) = (0, 0, null);
        _hasStarted = true;
    }

    private nint OpenDecoder()
    {
        var codec = _settings.Source switch
        {
            MediaCodec.Aac => CodecSetup.FindDecoder("aac"),
            MediaCodec.Mp3 or MediaCodec.Mp3At8k => CodecSetup.FindDecoder("mp3float", "mp3"),
            MediaCodec.Opus => CodecSetup.FindDecoder("opus", "libopus"),
            MediaCodec.G711ALaw => CodecSetup.FindDecoder("pcm_alaw"),
            MediaCodec.G711MuLaw => CodecSetup.FindDecoder("pcm_mulaw"),
            MediaCodec.G722 => CodecSetup.FindDecoder("g722"),
            _ => throw new TranscodeException($"{_settings.Source} cannot be transcoded."),
        };
        var context = LibAvCodec.avcodec_alloc_context3(codec);
        try
        {
            if (_settings.Config.Length > 0 && _settings.Source == MediaCodec.Aac)
            {
                CodecSetup.SetConfig(context, codec, CodecSetup.AudioType, _settings.Config.Span);
            }

            _ = LibAvUtil.av_opt_set_int(context, "threads", 1, 0);
            _ = LibAvUtil.av_opt_set(context, "pkt_timebase", "1/1000000", 0);
            var (rate, channels) = _settings.Source switch
            {
                MediaCodec.G711ALaw or MediaCodec.G711MuLaw => (_settings.SampleRate > 0 ? _settings.SampleRate : 8000, Math.Max(_settings.Channels, 1)),
                MediaCodec.G722 => (16_000, 1),
                MediaCodec.Opus => (TranscodeSettings.OutputRate, _settings.OutputChannels),
                _ => (_settings.SampleRate, _settings.Channels),
            };
            if (rate > 0)
            {
                _ = LibAvUtil.av_opt_set_int(context, "ar", rate, 0);
            }

            if (channels is 1 or 2)
            {
                _ = LibAvUtil.av_opt_set(context, "ch_layout", LayoutOf(channels), 0);
            }

            CodecSetup.Check(LibAvCodec.avcodec_open2(context, codec, 0), $"decoder of {_settings.Source}");
            return context;
        }
        catch
        {
            LibAvCodec.avcodec_free_context(&context);
            throw;
        }
    }

    private nint OpenEncoder()
    {
        var isOpus = _settings.Target == MediaCodec.Opus;
        var name = isOpus ? "libopus" : "aac";
        if (!isOpus && _settings.Target != MediaCodec.Aac)
        {
            throw new TranscodeException($"{_settings.Target} cannot be made.");
        }

        var codec = CodecSetup.FindEncoder(name);
        var context = LibAvCodec.avcodec_alloc_context3(codec);
        var parameters = LibAvCodec.avcodec_parameters_alloc();
        try
        {
            BorrowFormat(parameters, isOpus ? "pcm_f32le" : "aac");
            AvLayout.ParametersCodecId(parameters) = AvLayout.CodecId(codec);
            CodecSetup.Check(LibAvCodec.avcodec_parameters_to_context(context, parameters), "encoder's format");
            SetRateAndLayout(context);
            _ = LibAvUtil.av_opt_set(context, "time_base", $"1/{TranscodeSettings.OutputRate}", 0);
            _ = LibAvUtil.av_opt_set_int(context, "b", _settings.Bitrate, 0);
            _ = LibAvUtil.av_opt_set(context, "flags", "+global_header", 0);
            _ = isOpus
                ? LibAvUtil.av_opt_set(context, "frame_duration", "20", LibAvUtil.SearchChildren)
                : LibAvUtil.av_opt_set(context, "aac_coder", "fast", LibAvUtil.SearchChildren);
            CodecSetup.Check(LibAvCodec.avcodec_open2(context, codec, 0), $"encoder {name}");
            if (!isOpus)
            {
                CodecSetup.Check(LibAvCodec.avcodec_parameters_from_context(parameters, context), "encoder's configuration");
                Config = AvLayout.ParametersExtraData(parameters).ToArray();
            }

            return context;
        }
        catch
        {
            LibAvCodec.avcodec_free_context(&context);
            throw;
        }
        finally
        {
            LibAvCodec.avcodec_parameters_free(&parameters);
        }
    }

    /// <summary>No option sets an encoder's sample format: it comes from a decoder that gives the same one.</summary>
    private void BorrowFormat(nint parameters, string decoder)
    {
        var codec = CodecSetup.FindDecoder(decoder);
        var donor = LibAvCodec.avcodec_alloc_context3(codec);
        SetRateAndLayout(donor);
        var result = LibAvCodec.avcodec_open2(donor, codec, 0);
        result = result < 0 ? result : LibAvCodec.avcodec_parameters_from_context(parameters, donor);
        LibAvCodec.avcodec_free_context(&donor);
        CodecSetup.Check(result, $"decoder {decoder}");
    }

    private void SetRateAndLayout(nint context)
    {
        _ = LibAvUtil.av_opt_set_int(context, "ar", TranscodeSettings.OutputRate, 0);
        _ = LibAvUtil.av_opt_set(context, "ch_layout", _outputLayout, 0);
    }

    private void Filter()
    {
        if (!TryFitGraph() || LibAvFilter.av_buffersrc_add_frame(_source, _frame) < 0)
        {
            return;
        }

        while (LibAvFilter.av_buffersink_get_samples(_sink, _frame, _frameSamples) >= 0)
        {
            _encoded += _frameSamples;
            _ = LibAvCodec.avcodec_send_frame(_encoder, _frame);
            LibAvUtil.av_frame_unref(_frame);
            while (LibAvCodec.avcodec_receive_packet(_encoder, _packet) >= 0)
            {
                Give();
                LibAvCodec.av_packet_unref(_packet);
            }
        }
    }

    /// <summary>Times come from counting samples: those of the filter go back after its first compensation, while its samples do not.</summary>
    private void Give()
    {
        _first ??= AvLayout.PacketPts(_packet);
        var samples = _origin + _first.Value + _given;
        _given += _frameSamples;
        var seconds = Math.DivRem(samples, TranscodeSettings.OutputRate, out var rest);
        _output(AvLayout.PacketData(_packet), new TimeSpan((seconds * TimeSpan.TicksPerSecond) + (rest * TimeSpan.TicksPerSecond / TranscodeSettings.OutputRate)));
    }

    /// <summary>Makes a graph for the frames that the decoder gives now, which a damaged frame may change.</summary>
    private bool TryFitGraph()
    {
        long rate = 0;
        byte* layout = null;
        fixed (byte* rateName = "ar\0"u8, layoutName = "ch_layout\0"u8)
        {
            if (LibAvUtil.av_opt_get_int(_decoder, rateName, 0, &rate) < 0 || LibAvUtil.av_opt_get(_decoder, layoutName, 0, &layout) < 0)
            {
                return false;
            }
        }

        try
        {
            var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(layout);
            var format = AvLayout.FrameFormat(_frame);
            if (_graph != 0 && (rate, format) == _heard && name.SequenceEqual(_heardLayout))
            {
                return true;
            }

            CodecSetup.FreeGraph(ref _graph);
            (_heard, _heardLayout) = ((rate, format), name.ToArray());
            return rate is > 0 and <= MaxSampleRate && TryOpenGraph();
        }
        finally
        {
            LibAvUtil.av_free(layout);
        }
    }

    private bool TryOpenGraph()
    {
        // Where the former graph stopped: what it still held is silence.
        var layout = Encoding.UTF8.GetString(_heardLayout);
        var channels = layout.EndsWith(" channels", StringComparison.Ordinal) ? $"channels={layout[..layout.IndexOf(' ', StringComparison.Ordinal)]}" : $"channel_layout={layout}";
        var input = Marshal.PtrToStringUTF8(LibAvUtil.av_get_sample_fmt_name(_heard.Format));
        var output = _settings.Target == MediaCodec.Opus ? "flt" : "fltp";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"abuffer@in=time_base=1/1000000:sample_rate={_heard.Rate}:sample_fmt={input}:{channels},aresample={TranscodeSettings.OutputRate}:async=1000:first_pts={_encoded},aformat=sample_fmts={output}:sample_rates={TranscodeSettings.OutputRate}:channel_layouts={_outputLayout},abuffersink@out");
        _graph = LibAvFilter.avfilter_graph_alloc();
        _ = LibAvUtil.av_opt_set_int(_graph, "threads", 1, 0);
        if (LibAvFilter.avfilter_graph_parse_ptr(_graph, text, 0, 0, 0) < 0 || LibAvFilter.avfilter_graph_config(_graph, 0) < 0)
        {
            CodecSetup.FreeGraph(ref _graph);
            return false;
        }

        _source = LibAvFilter.avfilter_graph_get_filter(_graph, "abuffer@in");
        _sink = LibAvFilter.avfilter_graph_get_filter(_graph, "abuffersink@out");
        return true;
    }
}
