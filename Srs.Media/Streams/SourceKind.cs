namespace Srs.Media.Streams;

/// <summary>Where a stream's media comes from, in order of rank: a higher one takes over from a lower one.</summary>
public enum SourceKind
{
    /// <summary>
    /// What is shown when nothing else is there. Stands by while something better is. The slot for a later feature: nothing in the server
    /// makes one yet, only tests do.
    /// </summary>
    Fallback,

    /// <summary>Fetched from another server because somebody watches. Ends when a publisher takes over, and is refused while one is there.</summary>
    Pull,

    /// <summary>A client that publishes.</summary>
    Publisher,
}
