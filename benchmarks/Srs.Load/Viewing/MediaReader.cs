namespace Srs.Load.Viewing;

/// <summary>Reads what a server plays, message by message.</summary>
internal abstract class MediaReader : IDisposable
{
    /// <summary>Waits for the next message.</summary>
    /// <exception cref="IOException">The stream is over, or the server has sent nothing for too long.</exception>
    /// <exception cref="Srs.Media.MediaProtocolException">What came makes no sense.</exception>
    public abstract MediaMessage Read();

    /// <inheritdoc/>
    public abstract void Dispose();
}
