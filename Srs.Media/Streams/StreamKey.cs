namespace Srs.Media.Streams;

/// <summary>Identity of a stream over all protocols.</summary>
/// <param name="Vhost">Name of the virtual host, <see cref="VhostTable.DefaultName"/> for the default one.</param>
/// <param name="App">Application; may have several levels, as in <c>a/b</c>.</param>
/// <param name="Stream">Name of the stream, without extension.</param>
public readonly record struct StreamKey(string Vhost, string App, string Stream)
{
    /// <summary>SRS's stream URL: <c>/app/stream</c>, with the virtual host before it unless it is the default one.</summary>
    public string Url => Vhost == VhostTable.DefaultName ? $"/{App}/{Stream}" : $"{Vhost}/{App}/{Stream}";

    /// <inheritdoc/>
    public override string ToString() => Url;
}
