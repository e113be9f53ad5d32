namespace Srs.Tests.TestSupport;

/// <summary>A stream that gives a few bytes at a time, as sockets do.</summary>
public sealed class PieceStream(byte[] bytes, int pieceLength) : MemoryStream(bytes)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, pieceLength)]);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, pieceLength)], cancellationToken);
}
