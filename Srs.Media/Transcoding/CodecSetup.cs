using Srs.Media.Net.FFmpeg;

namespace Srs.Media.Transcoding;

/// <summary>What sound and pictures have in common when decoders and encoders are made.</summary>
internal static unsafe class CodecSetup
{
    /// <summary>AVMEDIA_TYPE_VIDEO and AVMEDIA_TYPE_AUDIO</summary>
    public const int VideoType = 0;
    public const int AudioType = 1;

    /// <summary>Throws when FFmpeg has refused something.</summary>
    public static void Check(int result, string what)
    {
        if (result < 0)
        {
            throw new TranscodeException($"FFmpeg {FFmpegLibrary.Version} refuses the {what}, error {result}.");
        }
    }

    /// <summary>The first decoder that is there.</summary>
    public static nint FindDecoder(params ReadOnlySpan<string> names) => Find(LibAvCodec.avcodec_find_decoder_by_name, "decoder", names);

    /// <summary>The first encoder that is there.</summary>
    public static nint FindEncoder(params ReadOnlySpan<string> names) => Find(LibAvCodec.avcodec_find_encoder_by_name, "encoder", names);

    /// <summary>Gives a decoder its configuration.</summary>
    public static void SetConfig(nint context, nint codec, int type, ReadOnlySpan<byte> config)
    {
        var parameters = LibAvCodec.avcodec_parameters_alloc();
        AvLayout.ParametersType(parameters) = type;
        AvLayout.ParametersCodecId(parameters) = AvLayout.CodecId(codec);
        AvLayout.SetParametersExtraData(parameters, config);
        var result = LibAvCodec.avcodec_parameters_to_context(context, parameters);
        LibAvCodec.avcodec_parameters_free(&parameters);
        Check(result, "configuration");
    }

    /// <summary>Frees a decoder or an encoder, and leaves null; so do the next three.</summary>
    public static void FreeCodec(ref nint context)
    {
        fixed (nint* free = &context)
        {
            if (context != 0)
            {
                LibAvCodec.avcodec_free_context(free);
            }
        }
    }

    public static void FreePacket(ref nint packet)
    {
        fixed (nint* free = &packet)
        {
            LibAvCodec.av_packet_free(free);
        }
    }

    public static void FreeFrame(ref nint frame)
    {
        fixed (nint* free = &frame)
        {
            LibAvUtil.av_frame_free(free);
        }
    }

    public static void FreeGraph(ref nint graph)
    {
        fixed (nint* free = &graph)
        {
            if (graph != 0)
            {
                LibAvFilter.avfilter_graph_free(free);
            }
        }
    }

    private static nint Find(Func<string, nint> find, string what, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (find(name) is not 0 and var codec)
            {
                return codec;
            }
        }

        throw new TranscodeException($"FFmpeg {FFmpegLibrary.Version} was built without the {what} {names[0]}.");
    }
}
