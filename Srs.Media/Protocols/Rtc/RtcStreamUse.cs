namespace Srs.Media.Protocols.Rtc;

/// <summary>Somebody's use of a <see cref="RtcStream"/>; the last one to dispose theirs ends it.</summary>
internal sealed class RtcStreamUse(RtcStream stream, Action<RtcStreamUse> onDisposed, bool isPlayer) : IDisposable
{
    private int _isDisposed;

    /// <summary>The stream.</summary>
    public RtcStream Stream { get; } = stream;

    /// <summary>Whether it plays, and so needs packets of frames.</summary>
    public bool IsPlayer { get; } = isPlayer;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            onDisposed(this);
        }
    }
}
