namespace Srs.Media.Transcoding;

/// <summary>A transcode cannot be made: FFmpeg has not the codec, or refuses what it is given.</summary>
internal sealed class TranscodeException(string message) : Exception(message);
