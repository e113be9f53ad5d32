namespace Srs.Media.Egress;

/// <summary>Where the bytes of an <see cref="EgressViewer"/> go; used on its worker's thread alone.</summary>
internal abstract class EgressOutput
{
    /// <summary>True when <see cref="Flush"/> has to come before more bytes are taken.</summary>
    public abstract bool IsFull { get; }

    /// <summary>Takes bytes.</summary>
    /// <returns>How many; fewer than offered when it is full.</returns>
    /// <exception cref="Exception">The connection is gone.</exception>
    public abstract int Write(ReadOnlySpan<byte> bytes);

    /// <summary>Sends what has been taken.</summary>
    /// <param name="onDone">Called, on any thread, when the result is <see cref="EgressFlush.Waiting"/>; then comes <see cref="EndFlush"/>.</param>
    public abstract EgressFlush Flush(Action onDone);

    /// <summary>Takes the result of a flush that had to wait.</summary>
    /// <exception cref="Exception">The connection is gone.</exception>
    public abstract EgressFlush EndFlush();

    /// <summary>Has a flush that waits end soon.</summary>
    public abstract void CancelFlush();
}
