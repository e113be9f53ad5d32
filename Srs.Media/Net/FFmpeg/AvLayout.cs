namespace Srs.Media.Net.FFmpeg;

/// <summary>The few fields that are read and written in place; their offsets in FFmpeg 5 to 9, on 64-bit systems.</summary>
/// <remarks>libavcodec/packet.h, codec.h, codec_par.h; libavutil/frame.h.</remarks>
internal static unsafe class AvLayout
{
    /// <summary>AVPacket.pts</summary>
    public static ref long PacketPts(nint packet) => ref *(long*)(packet + 8);

    /// <summary>AVPacket.dts</summary>
    public static ref long PacketDts(nint packet) => ref *(long*)(packet + 16);

    /// <summary>AVPacket.data and size</summary>
    public static Span<byte> PacketData(nint packet) => new(*(byte**)(packet + 24), *(int*)(packet + 32));

    /// <summary>AVFrame.width and height</summary>
    public static (int Width, int Height) FrameSize(nint frame) => (*(int*)(frame + 104), *(int*)(frame + 108));

    /// <summary>AVFrame.pict_type, which moved up when key_frame before it went; FFmpeg 8.</summary>
    public static ref int FramePictureType(nint frame) => ref *(int*)(frame + (FFmpegLibrary.Major >= 8 ? 120 : 124));

    /// <summary>AVFrame.pts</summary>
    public static ref long FramePts(nint frame) => ref *(long*)(frame + 136);

    /// <summary>AVFrame.format, an AVSampleFormat or AVPixelFormat</summary>
    public static int FrameFormat(nint frame) => *(int*)(frame + 116);

    /// <summary>AVCodec.id</summary>
    public static int CodecId(nint codec) => *(int*)(codec + 20);

    /// <summary>AVCodecParameters.codec_type</summary>
    public static ref int ParametersType(nint parameters) => ref *(int*)parameters;

    /// <summary>AVCodecParameters.codec_id</summary>
    public static ref int ParametersCodecId(nint parameters) => ref *(int*)(parameters + 4);

    /// <summary>AVCodecParameters.format, which side data came before in FFmpeg 7.</summary>
    public static ref int ParametersFormat(nint parameters) => ref *(int*)(parameters + (FFmpegLibrary.Major >= 7 ? 44 : 28));

    /// <summary>Sets AVCodecParameters.width and height.</summary>
    public static void SetParametersSize(nint parameters, int width, int height)
    {
        var size = (int*)(parameters + (FFmpegLibrary.Major >= 7 ? 72 : 56));
        (size[0], size[1]) = (width, height);
    }

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
