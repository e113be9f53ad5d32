using System.Runtime.InteropServices;

namespace Srs.Media.Net.FFmpeg;

/// <summary>Functions of libavcodec under their own names; its documentation says the rest.</summary>
/// <remarks><see cref="FFmpegLibrary.Require"/> comes before the first call. Structures differ between releases and stay opaque.</remarks>
internal static unsafe partial class LibAvCodec
{
    [LibraryImport(FFmpegLibrary.Codec, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint avcodec_find_decoder_by_name(string name);

    [LibraryImport(FFmpegLibrary.Codec, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint avcodec_find_encoder_by_name(string name);

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial nint avcodec_alloc_context3(nint codec);

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial void avcodec_free_context(nint* context);

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial int avcodec_open2(nint context, nint codec, nint options);

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial nint avcodec_parameters_alloc();

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial void avcodec_parameters_free(nint* parameters);

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial int avcodec_parameters_to_context(nint context, nint parameters);

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial int avcodec_parameters_from_context(nint parameters, nint context);

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial nint av_packet_alloc();

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial void av_packet_free(nint* packet);

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial int av_new_packet(nint packet, int size);

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial void av_packet_unref(nint packet);

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial int avcodec_send_packet(nint context, nint packet);

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial int avcodec_receive_frame(nint context, nint frame);

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial int avcodec_send_frame(nint context, nint frame);

    [LibraryImport(FFmpegLibrary.Codec)]
    public static partial int avcodec_receive_packet(nint context, nint packet);
}
