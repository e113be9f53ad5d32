using Srs.Media.Protocols.Hls;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>How requests of HLS, low-latency HLS and DASH wait for what is to come: a place in the queue each, and no longer than viewers wait for a publisher.</summary>
internal static class SegmentWait
{
    /// <summary>Longest wait.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>How long a request waits.</summary>
    public static TimeSpan LimitOf(VhostOptions options) => options.HttpRemux.WaitForPublisher < Longest ? options.HttpRemux.WaitForPublisher : Longest;

    /// <summary>Waits for something.</summary>
    /// <param name="context">The request.</param>
    /// <param name="options">Options of the virtual host.</param>
    /// <param name="wait">The wait, which the token ends.</param>
    /// <returns>False when it has not come in time, or too many wait.</returns>
    /// <exception cref="OperationCanceledException">The request's end.</exception>
    public static async Task<bool> RunAsync(HttpContext context, VhostOptions options, Func<CancellationToken, Task> wait)
    {
        var queue = context.RequestServices.GetRequiredService<PublisherQueue>();
        if (!queue.TryEnter())
        {
            return false;
        }

        using var timeout = new CancellationTokenSource(LimitOf(options), context.RequestServices.GetRequiredService<TimeProvider>());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        try
        {
            await wait(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            queue.Leave();
        }
    }

    /// <summary>Waits until a stream is published, and has begun to be cut.</summary>
    /// <param name="context">The request, of a viewer who has been let in.</param>
    /// <param name="stream">The stream; the wait is over at once for one that nobody has heard of.</param>
    /// <param name="options">Options of the virtual host.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task ForPublisherAsync(HttpContext context, StreamKey stream, VhostOptions options, CancellationToken cancellationToken)
    {
        if (context.RequestServices.GetRequiredService<StreamRegistry>().Find(stream) is { } live)
        {
            await live.WhenReadyAsync(cancellationToken);
            context.RequestServices.GetRequiredService<HlsService>().NoteViewer(stream, options.Renditions);
        }
    }

    /// <summary>Waits until a stream has its first segment.</summary>
    /// <typeparam name="T">What lists its segments.</typeparam>
    /// <param name="context">The request, of a viewer who has been let in.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="options">Options of the virtual host.</param>
    /// <param name="find">Finds what lists them.</param>
    /// <param name="whenListed">Completes when something is listed.</param>
    /// <returns>Null when it does not come.</returns>
    /// <exception cref="OperationCanceledException">The request's end.</exception>
    public static ValueTask<T?> ForSegmentAsync<T>(
        HttpContext context, StreamKey stream, VhostOptions options, Func<StreamKey, T?> find, Func<T, CancellationToken, Task> whenListed)
        where T : class
    {
        context.RequestServices.GetRequiredService<HlsService>().NoteViewer(stream, options.Renditions);
        return find(stream) is { } known && whenListed(known, CancellationToken.None).IsCompletedSuccessfully
            ? new(known)
            : WaitForSegmentAsync(context, stream, options, find, whenListed);
    }

    /// <summary>Waits for what is to be in a text that players ask for once, such as the first segments of all renditions. What is there when the time is over is what there is.</summary>
    /// <typeparam name="T">What is waited for.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="options">Options of the virtual host.</param>
    /// <param name="pending">What is not there yet.</param>
    /// <param name="wait">Waits for one of them.</param>
    /// <exception cref="OperationCanceledException">The request's end.</exception>
    public static Task ForAllAsync<T>(HttpContext context, VhostOptions options, IEnumerable<T> pending, Func<T, CancellationToken, Task> wait)
    {
        List<T> all = [.. pending];
        return all.Count == 0 ? Task.CompletedTask : RunAsync(context, options, cancellation => Task.WhenAll(all.Select(one => wait(one, cancellation))));
    }

    private static async ValueTask<T?> WaitForSegmentAsync<T>(
        HttpContext context, StreamKey stream, VhostOptions options, Func<StreamKey, T?> find, Func<T, CancellationToken, Task> whenListed)
        where T : class
    {
        T? listed = null;
        await RunAsync(context, options, async cancellation =>
        {
            await ForPublisherAsync(context, stream, options, cancellation);
            if (find(stream) is { } found)
            {
                await whenListed(found, cancellation);
                listed = found;
            }
        });
        return listed;
    }
}
