using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Srs.Web.Hosting.Tls;

/// <summary>Answers a client that speaks plain HTTP to an HTTPS port, who would otherwise see the connection break without a reason.</summary>
internal static class PlainHttpNotice
{
    private const string Sentence = "This port speaks HTTPS; ask again with https:// in place of http://.\n";

    private static readonly byte[] Answer = Encoding.ASCII.GetBytes(
        $"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: {Sentence.Length}\r\nConnection: close\r\n\r\n{Sentence}");

    /// <summary>Looks at a connection's first byte, which is 22 for a TLS handshake (RFC 8446 §5.1) and a capital letter for HTTP.</summary>
    /// <param name="next">TLS and what follows.</param>
    /// <param name="clock">The clock.</param>
    public static ConnectionDelegate Apply(ConnectionDelegate next, TimeProvider clock) => async connection =>
    {
        switch (await ReadFirstByteAsync(connection, clock))
        {
            case null:
                break;
            case >= (byte)'A' and <= (byte)'Z':
                await connection.Transport.Output.WriteAsync(Answer);
                break;
            default:
                await next(connection);
                break;
        }
    };

    /// <returns>Null when the peer says nothing in time or has gone.</returns>
    private static async Task<byte?> ReadFirstByteAsync(ConnectionContext connection, TimeProvider clock)
    {
        using var timeout = new CancellationTokenSource(TlsListenExtensions.HandshakeTimeout, clock);
        try
        {
            var read = await connection.Transport.Input.ReadAsync(timeout.Token);
            byte? first = read.Buffer.IsEmpty ? null : read.Buffer.FirstSpan[0];

            // Nothing is consumed and nothing counts as looked at, so the next reader gets it at once.
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            return first;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return null;
        }
    }
}
