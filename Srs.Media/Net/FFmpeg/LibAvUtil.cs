using System.Runtime.InteropServices;

namespace Srs.Media.Net.FFmpeg;

/// <summary>Functions of libavutil under their own names; its documentation says the rest.</summary>
/// <remarks><see cref="FFmpegLibrary.Require"/> comes before the first call. Structures differ between releases and stay opaque.</remarks>
internal static unsafe partial class LibAvUtil
{
    /// <summary>AV_OPT_SEARCH_CHILDREN: options of the codec itself are found too.</summary>
    public const int SearchChildren = 1;

    /// <summary>AV_LOG_QUIET</summary>
    public const int Quiet = -8;

    /// <summary>AV_INPUT_BUFFER_PADDING_SIZE: zero bytes that readers of bits may touch past the end.</summary>
    public const int InputPadding = 64;

    [LibraryImport(FFmpegLibrary.Util)]
    public static partial nint av_version_info();

    [LibraryImport(FFmpegLibrary.Util)]
    public static partial uint avutil_version();

    [LibraryImport(FFmpegLibrary.Util)]
    public static partial void av_log_set_level(int level);

    [LibraryImport(FFmpegLibrary.Util)]
    public static partial void* av_mallocz(nuint size);

    [LibraryImport(FFmpegLibrary.Util)]
    public static partial void av_free(void* memory);

    [LibraryImport(FFmpegLibrary.Util)]
    public static partial nint av_frame_alloc();

    [LibraryImport(FFmpegLibrary.Util)]
    public static partial void av_frame_free(nint* frame);

    [LibraryImport(FFmpegLibrary.Util)]
    public static partial void av_frame_unref(nint frame);

    [LibraryImport(FFmpegLibrary.Util)]
    public static partial nint av_get_sample_fmt_name(int format);

    [LibraryImport(FFmpegLibrary.Util, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int av_opt_set(nint target, string name, string value, int flags);

    [LibraryImport(FFmpegLibrary.Util, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int av_opt_set_int(nint target, string name, long value, int flags);

    /// <summary>Names are given as bytes that end with zero, as it is called for each frame.</summary>
    [LibraryImport(FFmpegLibrary.Util)]
    public static partial int av_opt_get_int(nint target, byte* name, int flags, long* value);

    /// <summary>As <see cref="av_opt_get_int"/>; the caller frees the value with <see cref="av_free"/>.</summary>
    [LibraryImport(FFmpegLibrary.Util)]
    public static partial int av_opt_get(nint target, byte* name, int flags, byte** value);
}
