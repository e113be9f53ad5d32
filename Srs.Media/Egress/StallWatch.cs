namespace Srs.Media.Egress;

/// <summary>Tells for how long a viewer has taken no byte although there were some for it.</summary>
/// <remarks>Looked at once a second by the session that the viewer belongs to. Not thread-safe.</remarks>
internal sealed class StallWatch(TimeProvider clock)
{
    private long _lastProgress = clock.GetTimestamp();
    private long _sentBytes;

    /// <summary>Takes a look.</summary>
    /// <param name="viewer">The viewer.</param>
    /// <param name="sentBytes">Bytes that its session has sent.</param>
    /// <returns>When it last took a byte or had none waiting, as a timestamp of the clock.</returns>
    public long Look(IViewer viewer, long sentBytes)
    {
        if (!viewer.IsBlocked || sentBytes != _sentBytes)
        {
            _sentBytes = sentBytes;
            _lastProgress = clock.GetTimestamp();
        }

        return _lastProgress;
    }
}
