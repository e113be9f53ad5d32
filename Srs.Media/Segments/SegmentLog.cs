using Microsoft.Extensions.Logging;

namespace Srs.Media.Segments;

/// <summary>Every log line of the segment store and what fills it; event ids 1100 to 1199.</summary>
internal static partial class SegmentLog
{
    /// <summary>Segments of earlier runs were found.</summary>
    [LoggerMessage(1100, LogLevel.Information, "Segments: found {Count} on disk in {Folder}.")]
    public static partial void SegmentsFound(this ILogger logger, int count, string folder);

    /// <summary>Files of an earlier run were not whole.</summary>
    [LoggerMessage(1101, LogLevel.Warning, "Segments: deleted {Count} files in {Folder} that were not whole; the server had been killed or the machine had lost power.")]
    public static partial void TornSegments(this ILogger logger, int count, string folder);

    /// <summary>The segmenter failed by a fault of ours.</summary>
    [LoggerMessage(1102, LogLevel.Error, "Segments: stream {Stream} is not cut any more because of a fault of the server.")]
    public static partial void SegmenterFailed(this ILogger logger, string stream, Exception exception);

    /// <summary>A stream cannot be cut.</summary>
    [LoggerMessage(1103, LogLevel.Warning, "Segments: stream {Stream} is not cut because {Reason}.")]
    public static partial void CannotBeCut(this ILogger logger, string stream, string reason);

    /// <summary>A segment cannot be written.</summary>
    [LoggerMessage(1104, LogLevel.Warning, "Segments: stream {Stream}: {Fault}")]
    public static partial void SegmentNotWritten(this ILogger logger, string stream, string fault);
}
