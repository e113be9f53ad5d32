using System.IO.Pipelines;

namespace Srs.Tests.TestSupport;

/// <summary>Two ends of a connection without a socket.</summary>
public sealed class InMemoryDuplexPipe : IDuplexPipe
{
    private InMemoryDuplexPipe(PipeReader input, PipeWriter output)
    {
        Input = input;
        Output = output;
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>Makes both ends.</summary>
    /// <param name="toClientBytes">Bytes towards the client that wait for it before the server's writes do; 0 for any number.</param>
    public static (InMemoryDuplexPipe Server, InMemoryDuplexPipe Client) Create(long toClientBytes = 0)
    {
        // Continuations run on the thread pool, as a socket's do.
        var toServer = new Pipe(new PipeOptions(useSynchronizationContext: false));
        var toClient = new Pipe(new PipeOptions(
            pauseWriterThreshold: toClientBytes, resumeWriterThreshold: toClientBytes / 2, useSynchronizationContext: false));
        return (new InMemoryDuplexPipe(toServer.Reader, toClient.Writer), new InMemoryDuplexPipe(toClient.Reader, toServer.Writer));
    }
}
