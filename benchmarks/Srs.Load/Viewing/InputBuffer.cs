using System.Buffers;

namespace Srs.Load.Viewing;

/// <summary>Bytes that have been read from a stream and not used yet.</summary>
internal sealed class InputBuffer(Stream stream)
{
    private const int FirstBytes = 16 * 1024;
    private const int MostBytes = 32 * 1024 * 1024;

    private byte[] _bytes = new byte[FirstBytes];
    private int _start;
    private int _end;

    /// <summary>What is there; valid until the next <see cref="Fill"/>.</summary>
    public ReadOnlySequence<byte> Unread => new(_bytes, _start, _end - _start);

    /// <summary>Drops what stands before <paramref name="rest"/>, a slice of <see cref="Unread"/>.</summary>
    public void Keep(in ReadOnlySequence<byte> rest) => _start = _end - (int)rest.Length;

    /// <summary>Waits for more.</summary>
    /// <exception cref="IOException">The peer has closed, takes too long, or sends one thing of more than 32 MB.</exception>
    public void Fill()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _bytes.Length)
        {
            MakeRoom();
        }

        var count = stream.Read(_bytes.AsSpan(_end));
        _end += count > 0 ? count : throw new EndOfStreamException("The server closed the connection.");
    }

    private void MakeRoom()
    {
        var unread = _bytes.AsSpan(_start, _end - _start);
        if (unread.Length > MostBytes)
        {
            throw new IOException("The server sends a message that is too long.");
        }

        var target = unread.Length > _bytes.Length / 2 ? new byte[_bytes.Length * 2] : _bytes;
        unread.CopyTo(target);
        (_bytes, _start, _end) = (target, 0, unread.Length);
    }
}
