namespace Srs.Media.Streams;

/// <summary>Where in the frames of a stream a source begins or ends.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Options">The snapshot that the source keeps, or kept.</param>
/// <param name="Session">The source.</param>
public sealed record SourceMark(SourceMarkKind Kind, VhostOptions Options, ISession? Session);

/// <summary>What happens to the source of a stream.</summary>
public enum SourceMarkKind
{
    /// <summary>The frames after this are those of another source, or of the same one after a pause.</summary>
    Begins,

    /// <summary>The source has left; another is waited for.</summary>
    Ends,

    /// <summary>Nobody has come in time: the stream is not published any more.</summary>
    Over,
}
