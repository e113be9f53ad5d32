namespace Srs.Media.Protocols.Dash;

/// <summary>A stream as one rendition beside others, at one moment.</summary>
/// <param name="Name">Name of the stream.</param>
/// <param name="IsVideoTrack">Whether it is a further video track of another stream, of which it has the sound, too.</param>
/// <param name="Sound">Number of the audio track that it is; 0 for the first.</param>
/// <param name="View">What it has.</param>
/// <param name="Current">The period that goes on; null without a source.</param>
/// <param name="Origin">What a timeline that renditions share counts from.</param>
/// <param name="Version">Counts its changes.</param>
internal sealed record DashRendition(string Name, bool IsVideoTrack, int Sound, DashView View, DashPeriod? Current, DateTimeOffset Origin, long Version)
{
    /// <summary>Where its segments are, as seen from those of the whole: a path that ends in a slash, escaped.</summary>
    public string Folder { get; init; } = Uri.EscapeDataString(Name) + "/";
}
