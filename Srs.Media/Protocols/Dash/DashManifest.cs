namespace Srs.Media.Protocols.Dash;

/// <summary>A manifest as it is sent, until the stream changes. Immutable, shared by all who ask.</summary>
/// <param name="Bytes">UTF-8.</param>
/// <param name="Packed">The same in gzip.</param>
/// <param name="Tag">Tells it from those before and after, for ETag.</param>
public sealed record DashManifest(ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Packed, string Tag)
{
    /// <summary>Where manifests tell players to ask for the server's time.</summary>
    public const string TimePath = "/utc-time";
}
