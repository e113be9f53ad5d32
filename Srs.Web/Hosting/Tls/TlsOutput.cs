using System.IO.Pipelines;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Srs.Web.Hosting.Tls;

/// <summary>Gives a protocol that runs by TLS an output that behaves as the one without.</summary>
/// <remarks>
/// Kestrel's writes to the TLS stream itself, so that completing it waits for a peer that may never read, and a flush that was cancelled
/// leaves the stream broken. Here a pipe stands between, which a task of the connection's own empties; it encrypts off the writer's thread, too.
/// </remarks>
internal static class TlsOutput
{
    /// <summary>Most bytes of one TLS record (RFC 8446 §5.1), so that a segment of the pipe becomes one.</summary>
    private const int RecordBytes = 16 * 1024;

    /// <summary>Puts the pipe before the protocol.</summary>
    public static ConnectionDelegate Apply(ConnectionDelegate next) => async connection =>
    {
        var kestrels = connection.Transport;
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: RecordBytes, useSynchronizationContext: false));
        var sending = SendAsync(pipe.Reader, connection.Features.GetRequiredFeature<ISslStreamFeature>().SslStream);
        connection.Transport = new DuplexPipe(kestrels.Input, pipe.Writer);
        try
        {
            await next(connection);
        }
        finally
        {
            await pipe.Writer.CompleteAsync();
            await sending;
            connection.Transport = kestrels;
        }
    };

    /// <summary>Sends until the protocol completes the pipe, then says goodbye; ends early when the connection is gone.</summary>
    private static async Task SendAsync(PipeReader source, SslStream tls)
    {
        try
        {
            var isCompleted = false;
            while (!isCompleted)
            {
                var read = await source.ReadAsync();
                foreach (var segment in read.Buffer)
                {
                    await tls.WriteAsync(segment);
                }

                source.AdvanceTo(read.Buffer.End);
                isCompleted = read.IsCompleted;
            }

            await tls.ShutdownAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer has gone, or the connection was aborted.
        }
        finally
        {
            await source.CompleteAsync();
        }
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
