using System.Buffers.Binary;
using Srs.Media.Buffers;

namespace Srs.Media.Containers.Ivf;

/// <summary>Reads the frames of an IVF file, in which AV1, VP8 and VP9 encoders write: AV1 temporal units in the low-overhead format.</summary>
/// <remarks>
/// The layout of libvpx's and libaom's tools; all little endian:
/// <code>
/// | "DKIF" | version 16 | header length 16 | FourCC 32 | width 16 | height 16 | rate 32 | scale 32 | frames 32 | 32 |
/// { length 32 | time 64, in units of scale / rate seconds | frame } ...
/// </code>
/// Not thread-safe.
/// </remarks>
/// <param name="stream">The bytes; stays the caller's.</param>
/// <param name="pool">Where frames live; null for the shared one.</param>
public sealed class IvfReader(Stream stream, BufferPool? pool = null)
{
    /// <summary>Longest frame taken, in bytes.</summary>
    public const int MaxFrameLength = 16 * 1024 * 1024;

    private const int HeaderLength = 32;
    private const int MaxHeaderLength = 1024;
    private const int FrameHeaderLength = 12;
    private const int PieceLength = 64 * 1024;

    private byte[]? _piece;
    private double _secondsPerUnit;

    /// <summary>Reads the next frame.</summary>
    /// <returns>
    /// Its bytes, which the caller disposes, and its time; null bytes at the end, where a frame that is cut off is left out.
    /// </returns>
    /// <exception cref="InvalidDataException">The stream is no IVF file, or a frame is longer than <see cref="MaxFrameLength"/>.</exception>
    public async ValueTask<(PooledBytes? Frame, TimeSpan Time)> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_piece is null)
        {
            _piece = new byte[PieceLength];
            await ReadHeaderAsync(_piece, cancellationToken).ConfigureAwait(false);
        }

        if (!await TryFillAsync(_piece.AsMemory(0, FrameHeaderLength), cancellationToken).ConfigureAwait(false))
        {
            return default;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(_piece);
        var time = TimeSpan.FromSeconds(Math.Clamp(BinaryPrimitives.ReadUInt64LittleEndian(_piece.AsSpan(4)) * _secondsPerUnit, 0, uint.MaxValue));
        if (length > MaxFrameLength)
        {
            throw new InvalidDataException($"The IVF file has a frame of {length} bytes; the limit is {MaxFrameLength}.");
        }

        var frame = new PooledBytes(pool ?? BufferPool.Shared);
        try
        {
            for (var left = (int)length; left > 0;)
            {
                var piece = _piece.AsMemory(0, Math.Min(left, _piece.Length));
                if (!await TryFillAsync(piece, cancellationToken).ConfigureAwait(false))
                {
                    frame.Dispose();
                    return default;
                }

                frame.Append(piece.Span);
                left -= piece.Length;
            }
        }
        catch
        {
            frame.Dispose();
            throw;
        }

        return (frame, time);
    }

    private async ValueTask ReadHeaderAsync(byte[] header, CancellationToken cancellationToken)
    {
        if (!await TryFillAsync(header.AsMemory(0, HeaderLength), cancellationToken).ConfigureAwait(false) || !header.AsSpan().StartsWith("DKIF"u8))
        {
            throw new InvalidDataException("The stream does not begin with an IVF header.");
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(6));
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(16));
        var scale = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(20));
        if (length is < HeaderLength or > MaxHeaderLength || rate == 0 || scale == 0)
        {
            throw new InvalidDataException("The IVF header is damaged.");
        }

        _secondsPerUnit = (double)scale / rate;
        if (!await TryFillAsync(header.AsMemory(0, length - HeaderLength), cancellationToken).ConfigureAwait(false))
        {
            throw new InvalidDataException("The IVF header is cut off.");
        }
    }

    private async ValueTask<bool> TryFillAsync(Memory<byte> destination, CancellationToken cancellationToken) =>
        await stream.ReadAtLeastAsync(destination, destination.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)
            == destination.Length;
}
