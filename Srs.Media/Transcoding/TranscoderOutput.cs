namespace Srs.Media.Transcoding;

/// <summary>Takes a frame of an <see cref="ITranscoder"/>.</summary>
/// <param name="payload">Borrowed for the call.</param>
/// <param name="time">When it is heard or shown, on the time line of what came in.</param>
internal delegate void TranscoderOutput(ReadOnlySpan<byte> payload, TimeSpan time);
