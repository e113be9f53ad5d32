namespace Srs.Media.Containers.Flv;

/// <summary>A byte stream is not FLV, or one of its tags breaks a limit.</summary>
public sealed class FlvFormatException(string message) : MediaProtocolException(message);
