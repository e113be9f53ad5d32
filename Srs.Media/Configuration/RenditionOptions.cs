namespace Srs.Media.Configuration;

/// <summary>Which streams are renditions of one, so that HLS and DASH show them together; section <c>Renditions</c>.</summary>
public sealed record RenditionOptions
{
    /// <summary>
    /// Endings of stream names, several separated by spaces, such as <c>_720p _480p</c>: <c>movie_720p</c> and <c>movie_480p</c> are then renditions
    /// of <c>movie</c>, as is a stream <c>movie</c> itself. Default none.
    /// </summary>
    public string Suffixes { get; init; } = "";

    /// <summary>Streams whose renditions have other names, by <c>app/stream</c>. Default none.</summary>
    public IReadOnlyDictionary<string, RenditionListOptions> Streams { get; init; } = new Dictionary<string, RenditionListOptions>();
}
