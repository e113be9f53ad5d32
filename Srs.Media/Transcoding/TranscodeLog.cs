using Microsoft.Extensions.Logging;
using Srs.Media.Frames;

namespace Srs.Media.Transcoding;

/// <summary>Every log line of transcoding; event ids 3200 to 3299.</summary>
internal static partial class TranscodeLog
{
    [LoggerMessage(3200, LogLevel.Debug, "Transcoding worker {Worker} is ready, with FFmpeg {Version}.")]
    public static partial void TranscodeWorkerReady(this ILogger logger, string worker, string version);

    [LoggerMessage(3201, LogLevel.Warning, "Transcoding worker {Worker} was lost: {Reason}. {Jobs} transcodes have a gap and go on in another one.")]
    public static partial void TranscodeWorkerLost(this ILogger logger, string worker, string reason, int jobs);

    [LoggerMessage(3202, LogLevel.Warning, "Transcoding worker {Worker} has not answered for {Seconds:F1} s and is ended.")]
    public static partial void TranscodeWorkerHangs(this ILogger logger, string worker, double seconds);

    [LoggerMessage(3203, LogLevel.Warning, "{Name} is not transcoded from {Source} to {Target} any more: {Reason}")]
    public static partial void TranscodeGivenUp(this ILogger logger, string name, MediaCodec source, MediaCodec target, string reason);

    [LoggerMessage(3204, LogLevel.Warning, "Sound and pictures cannot be transcoded, everything else runs: {Reason}")]
    public static partial void TranscodeIsAbsent(this ILogger logger, string reason);

    [LoggerMessage(3205, LogLevel.Information, "{Name} is transcoded from {Source} to {Target}.")]
    public static partial void Transcodes(this ILogger logger, string name, MediaCodec source, MediaCodec target);
}
