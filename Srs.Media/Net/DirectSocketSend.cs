using System.Net.Sockets;

namespace Srs.Media.Net;

/// <summary>One send at a time that waits until the kernel takes all of it.</summary>
/// <remarks>Kept for the life of a connection, so that waiting costs no allocation.</remarks>
internal sealed class DirectSocketSend(DirectSocket socket) : SocketAsyncEventArgs(true)
{
    private Action? _onDone;
    private int _expected;

    /// <summary>Whether the last send took everything.</summary>
    public bool Succeeded => SocketError == SocketError.Success && BytesTransferred == _expected;

    /// <summary>Starts to send.</summary>
    /// <param name="bytes">Left alone until the send is done.</param>
    /// <param name="onDone">Called, on any thread, when the result is true.</param>
    /// <returns>False when it is done already.</returns>
    /// <exception cref="ObjectDisposedException">The connection has been closed on this side.</exception>
    public bool Start(Memory<byte> bytes, Action onDone)
    {
        _onDone = onDone;
        _expected = bytes.Length;
        SetBuffer(bytes);
        return socket.StartSend(this);
    }

    /// <inheritdoc/>
    protected override void OnCompleted(SocketAsyncEventArgs e) => _onDone!();
}
