namespace Srs.Media.Transcoding;

/// <summary>What came through a pipe between server and worker is no message.</summary>
internal sealed class TranscodePipeException(string message) : MediaProtocolException(message);
