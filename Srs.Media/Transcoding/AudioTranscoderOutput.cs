namespace Srs.Media.Transcoding;

/// <summary>Takes a frame of an <see cref="AudioTranscoder"/>.</summary>
/// <param name="payload">Borrowed for the call.</param>
/// <param name="time">When it is heard, on the time line of what came in.</param>
internal delegate void AudioTranscoderOutput(ReadOnlySpan<byte> payload, TimeSpan time);
