using System.Buffers;
using System.Numerics;

namespace Srs.Media.Buffers;

/// <summary>Where pooled byte arrays come from.</summary>
/// <remarks>
/// <para>Thread-safe. Tests derive from it to find buffers that never came back.</para>
/// <para>Arrays come back in groups of pictures, hundreds at once, and of thousands of publishers; the runtime's own pool keeps 32 of a size
/// and leaves the others to the garbage collector. Up to <see cref="LargestKept"/> bytes they are kept here, at most
/// <see cref="MaxIdleBytes"/> in all; larger ones come from the runtime's pool.</para>
/// </remarks>
public class BufferPool
{
    /// <summary>Sizes that are kept, in bytes: powers of two, a frame of sound to a key frame.</summary>
    internal const int SmallestKept = 256;
    internal const int LargestKept = 1024 * 1024;

    /// <summary>Most idle bytes kept for reuse.</summary>
    internal const long MaxIdleBytes = 64 * 1024 * 1024;

    /// <summary>Shelves, so that threads seldom wait for each other.</summary>
    private const int MaxShelves = 16;

    private static readonly int SizeCount = SizeClass(LargestKept) + 1;

    private readonly Shelf[] _shelves = [.. Enumerable.Range(0, Math.Min(Environment.ProcessorCount, MaxShelves)).Select(_ => new Shelf())];
    private long _idleBytes;

    /// <summary>The process-wide pool.</summary>
    public static BufferPool Shared { get; } = new();

    /// <summary>Bytes that lie idle, the runtime's own pool not counted.</summary>
    internal long IdleBytes => Volatile.Read(ref _idleBytes);

    private int CurrentShelf => Thread.GetCurrentProcessorId() % _shelves.Length;

    /// <summary>Rents an array; its content is undefined.</summary>
    /// <param name="minimumLength">Bytes needed; the array may be longer.</param>
    public virtual byte[] Rent(int minimumLength)
    {
        if (minimumLength is <= 0 or > LargestKept)
        {
            return ArrayPool<byte>.Shared.Rent(minimumLength);
        }

        var size = SizeClass(minimumLength);
        var first = CurrentShelf;
        for (var i = 0; i < _shelves.Length; i++)
        {
            if (_shelves[(first + i) % _shelves.Length].Take(size) is { } buffer)
            {
                Interlocked.Add(ref _idleBytes, -buffer.Length);
                return buffer;
            }
        }

        return GC.AllocateUninitializedArray<byte>(SmallestKept << size);
    }

    /// <summary>Takes an array back, once. The caller must not touch it afterwards.</summary>
    /// <exception cref="ArgumentException">The array is not of this pool.</exception>
    public virtual void Return(byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (buffer.Length is < SmallestKept or > LargestKept)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return;
        }

        var size = SizeClass(buffer.Length);
        if (buffer.Length != SmallestKept << size)
        {
            throw new ArgumentException($"An array of {buffer.Length} bytes is not of this pool.", nameof(buffer));
        }

        if (Interlocked.Add(ref _idleBytes, buffer.Length) > MaxIdleBytes)
        {
            Interlocked.Add(ref _idleBytes, -buffer.Length);
        }
        else
        {
            _shelves[CurrentShelf].Put(size, buffer);
        }
    }

    /// <summary>Index of the smallest size that holds <paramref name="length"/> bytes.</summary>
    private static int SizeClass(int length) => BitOperations.Log2((uint)(Math.Max(length, SmallestKept) - 1) / (SmallestKept / 2));

    /// <summary>Idle arrays of each size.</summary>
    private sealed class Shelf
    {
        private readonly Lock _gate = new();
        private readonly Stack<byte[]>[] _idle = [.. Enumerable.Range(0, SizeCount).Select(_ => new Stack<byte[]>())];

        public byte[]? Take(int size)
        {
            var idle = _idle[size];
            if (idle.Count == 0)
            {
                // Read without the lock: at worst an array is made that lay there already.
                return null;
            }

            lock (_gate)
            {
                return idle.TryPop(out var buffer) ? buffer : null;
            }
        }

        public void Put(int size, byte[] buffer)
        {
            lock (_gate)
            {
                _idle[size].Push(buffer);
            }
        }
    }
}
