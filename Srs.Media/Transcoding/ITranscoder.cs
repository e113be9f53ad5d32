namespace Srs.Media.Transcoding;

/// <summary>Makes frames of one codec of frames of another, inside a worker process. Not thread-safe.</summary>
internal interface ITranscoder : IDisposable
{
    /// <summary>The decoder configuration of what goes out; empty when the frames bring it, or need none.</summary>
    byte[] Config { get; }

    /// <summary>Takes a frame, and gives what is whole.</summary>
    /// <param name="payload">In the shape that <see cref="Frames.MediaCodec"/> names; copied. Damaged frames are passed over.</param>
    /// <param name="time">When it is heard or shown.</param>
    /// <exception cref="TranscodeException">It cannot go on.</exception>
    void Push(ReadOnlySpan<byte> payload, TimeSpan time);
}
