using Srs.Media.Access;
using Srs.Media.Streams;
using Srs.Web.Hosting;

namespace Srs.Web.Shedding;

/// <summary>Refuses new sessions while the server has too much to do, or is about to stop. Thread-safe.</summary>
internal sealed class LoadRule(CircuitBreaker breaker, GracefulStop stop, StreamRegistry streams) : IAccessRule
{
    /// <inheritdoc/>
    public ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken)
    {
        if (stop.IsClosed)
        {
            throw new AccessDeniedException(LimitRule.ConnectionsExceed, "The server is about to stop and takes nobody new.");
        }

        // A publisher that comes back to waiting viewers is nothing new.
        var action = attempt.Request.Action;
        return (action == AccessAction.Play || streams.Find(attempt.Stream) is null) && breaker.Refuses(action)
            ? throw new AccessDeniedException(LimitRule.ConnectionsExceed, "The server has too much to do and takes nobody new; try again in a few seconds.")
            : default;
    }
}
