namespace Srs.Media.Net.FFmpeg;

/// <summary>The few fields that are read and written in place: those at the same offset in FFmpeg 5 to 9, on 64-bit systems.</summary>
/// <remarks>libavcodec/packet.h, codec.h, codec_par.h; libavutil/frame.h.</remarks>
internal static unsafe class AvLayout
{
    /// <summary>AVPacket.pts</summary>
    public static ref long PacketPts(nint packet) => ref *(long*)(packet + 8);

    /// <summary>AVPacket.dts</summary>
    public static ref long PacketDts(nint packet) => ref *(long*)(packet + 16);

    /// <summary>AVPacket.data and size</summary>
    public static Span<byte> PacketData(nint packet) => new(*(byte**)(packet + 24), *(int*)(packet + 32));

    /// <summary>AVFrame.format, an AVSampleFormat</summary>
    public static int FrameFormat(nint frame) => *(int*)(frame + 116);

    /// <summary>AVCodec.id</summary>
    public static int CodecId(nint codec) => *(int*)(codec + 20);

    /// <summary>AVCodecParameters.codec_type</summary>
    public static ref int ParametersType(nint parameters) => ref *(int*)parameters;

    /// <summary>AVCodecParameters.codec_id</summary>
    public static ref int ParametersCodecId(nint parameters) => ref *(int*)(parameters + 4);

    /// <summary>AVCodecParameters.extradata and its size</summary>
    public static ReadOnlySpan<byte> ParametersExtraData(nint parameters) => new(*(byte**)(parameters + 16), *(int*)(parameters + 24));

    /// <summary>Sets AVCodecParameters.extradata, which the parameters then own.</summary>
    public static void SetParametersExtraData(nint parameters, ReadOnlySpan<byte> data)
    {
        var memory = LibAvUtil.av_mallocz((nuint)(data.Length + LibAvUtil.InputPadding));
        data.CopyTo(new Span<byte>(memory, data.Length));
        *(void**)(parameters + 16) = memory;
        *(int*)(parameters + 24) = data.Length;
    }
}
