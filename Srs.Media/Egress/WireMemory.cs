using System.Collections.Concurrent;

namespace Srs.Media.Egress;

/// <summary>The memory of all wire logs: pinned segments in three sizes, and how much of them is in use.</summary>
/// <remarks>
/// Segments are pinned so that the kernel can be given their address. What comes back is kept for reuse up to
/// <see cref="MaxIdleBytes"/>. Thread-safe. Tests derive from it to find readers of a segment that was given back.
/// </remarks>
public class WireMemory
{
    /// <summary>Segment sizes in bytes: about a second of a stream of 100 kb/s, of 500 kb/s and of 2 Mb/s.</summary>
    internal static readonly int[] Sizes = [16 * 1024, 64 * 1024, 256 * 1024];

    /// <summary>Most idle bytes kept for reuse.</summary>
    internal const long MaxIdleBytes = 64 * 1024 * 1024;

    private readonly ConcurrentStack<byte[]>[] _idle = [new(), new(), new()];
    private long _idleBytes;
    private long _usedBytes;

    /// <summary>Makes one with a share of the machine's memory.</summary>
    public WireMemory()
        : this(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4)
    {
    }

    /// <summary>Makes one with a limit of its own.</summary>
    /// <param name="limitBytes">What all logs together may hold; past it each log gives up its oldest bytes.</param>
    public WireMemory(long limitBytes) => LimitBytes = limitBytes;

    /// <summary>What all logs together may hold, in bytes. Default a quarter of the machine's memory.</summary>
    public long LimitBytes { get; }

    /// <summary>What all logs hold now, in bytes, what they keep for single viewers included.</summary>
    public long UsedBytes => Volatile.Read(ref _usedBytes);

    /// <summary>True when the logs have to give memory back.</summary>
    internal bool IsOverLimit => UsedBytes > LimitBytes;

    /// <summary>Rents a segment's bytes.</summary>
    /// <param name="sizeClass">Index into <see cref="Sizes"/>.</param>
    /// <param name="needed">Least bytes; more than the size class has gives an array of its own.</param>
    internal byte[] Rent(int sizeClass, int needed = 0)
    {
        var size = Math.Max(Sizes[sizeClass], needed);
        Interlocked.Add(ref _usedBytes, size);
        if (size == Sizes[sizeClass] && _idle[sizeClass].TryPop(out var buffer))
        {
            Interlocked.Add(ref _idleBytes, -buffer.Length);
            return buffer;
        }

        return GC.AllocateUninitializedArray<byte>(size, pinned: true);
    }

    /// <summary>Takes a segment's bytes back, once.</summary>
    internal virtual void Return(byte[] buffer)
    {
        Interlocked.Add(ref _usedBytes, -buffer.Length);
        var sizeClass = Array.IndexOf(Sizes, buffer.Length);
        if (sizeClass < 0)
        {
            return;
        }

        if (Interlocked.Add(ref _idleBytes, buffer.Length) > MaxIdleBytes)
        {
            Interlocked.Add(ref _idleBytes, -buffer.Length);
            return;
        }

        _idle[sizeClass].Push(buffer);
    }

    /// <summary>Counts bytes that a log keeps for a single viewer, in and out.</summary>
    internal void CountOwn(int change) => Interlocked.Add(ref _usedBytes, change);
}
