namespace Srs.Media.Streams;

/// <summary>Keeps the entry of a stream, and with it its id, while nobody publishes or plays yet. Dispose to let go.</summary>
public sealed class StreamHold : IDisposable
{
    private readonly LiveStream _stream;
    private int _isReleased;

    internal StreamHold(LiveStream stream) => _stream = stream;

    /// <summary><see cref="LiveStream.Id"/> of the stream that is there or will be.</summary>
    public string StreamId => _stream.Id;

    /// <summary>Viewers of the stream, and its publisher.</summary>
    public int ClientCount => _stream.Describe().ClientCount;

    /// <summary>Refuses a publisher that would find the stream taken.</summary>
    /// <remarks>Another one may still come first, so it tells nothing of a later moment.</remarks>
    /// <param name="options">Options of the virtual host.</param>
    /// <exception cref="StreamBusyException">A publisher has it, and is not to be replaced.</exception>
    public void ThrowIfBusy(VhostOptions options) => _stream.ThrowIfBusy(options);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            _stream.Release();
        }
    }
}
