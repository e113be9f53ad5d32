using System.Runtime.InteropServices;

namespace Srs.Media.Net.FFmpeg;

/// <summary>Functions of libavfilter under their own names; its documentation says the rest.</summary>
/// <remarks><see cref="FFmpegLibrary.Require"/> comes before the first call.</remarks>
internal static unsafe partial class LibAvFilter
{
    [LibraryImport(FFmpegLibrary.Filter)]
    public static partial nint avfilter_graph_alloc();

    [LibraryImport(FFmpegLibrary.Filter)]
    public static partial void avfilter_graph_free(nint* graph);

    [LibraryImport(FFmpegLibrary.Filter, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int avfilter_graph_parse_ptr(nint graph, string filters, nint inputs, nint outputs, nint log);

    [LibraryImport(FFmpegLibrary.Filter)]
    public static partial int avfilter_graph_config(nint graph, nint log);

    [LibraryImport(FFmpegLibrary.Filter, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint avfilter_graph_get_filter(nint graph, string name);

    /// <summary>Takes over what the frame refers to.</summary>
    [LibraryImport(FFmpegLibrary.Filter)]
    public static partial int av_buffersrc_add_frame(nint source, nint frame);

    [LibraryImport(FFmpegLibrary.Filter)]
    public static partial int av_buffersink_get_frame(nint sink, nint frame);

    [LibraryImport(FFmpegLibrary.Filter)]
    public static partial int av_buffersink_get_samples(nint sink, nint frame, int samples);
}
