namespace Srs.Media.Buffers;

/// <summary>An immutable object over pooled bytes that several holders share.</summary>
/// <remarks>
/// Born with one reference, owned by the creator. Whoever keeps it past the current call takes a reference with
/// <see cref="AddRef"/> and gives it back with Dispose, once. The object itself is never pooled, so a stale holder always gets
/// an exception and never another frame's bytes. Thread-safe.
/// </remarks>
public abstract class RefCounted : IDisposable
{
    private int _references = 1;

    /// <summary>Takes one more reference.</summary>
    /// <exception cref="ObjectDisposedException">The last reference is gone.</exception>
    public void AddRef()
    {
        var seen = Volatile.Read(ref _references);
        while (true)
        {
            ObjectDisposedException.ThrowIf(seen <= 0, this);
            var before = Interlocked.CompareExchange(ref _references, seen + 1, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    /// <summary>Gives one reference back; the last one returns the bytes to their pool.</summary>
    /// <exception cref="InvalidOperationException">More references were given back than taken.</exception>
    public void Dispose()
    {
        var left = Interlocked.Decrement(ref _references);
        if (left == 0)
        {
            ReturnBytes();
        }
        else if (left < 0)
        {
            throw new InvalidOperationException($"A {GetType().Name} was given back more often than taken.");
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Throws when the last reference is gone.</summary>
    protected void ThrowIfReturned() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _references) <= 0, this);

    /// <summary>Returns the bytes to their pool; called once.</summary>
    protected abstract void ReturnBytes();
}
