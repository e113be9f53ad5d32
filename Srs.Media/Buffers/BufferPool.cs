using System.Buffers;

namespace Srs.Media.Buffers;

/// <summary>Where pooled byte arrays come from.</summary>
/// <remarks>Thread-safe. Tests derive from it to find buffers that never came back.</remarks>
public class BufferPool
{
    /// <summary>The process-wide pool.</summary>
    public static BufferPool Shared { get; } = new();

    /// <summary>Rents an array; its content is undefined.</summary>
    /// <param name="minimumLength">Bytes needed; the array may be longer.</param>
    public virtual byte[] Rent(int minimumLength) => ArrayPool<byte>.Shared.Rent(minimumLength);

    /// <summary>Takes an array back, once. The caller must not touch it afterwards.</summary>
    public virtual void Return(byte[] buffer) => ArrayPool<byte>.Shared.Return(buffer);
}
