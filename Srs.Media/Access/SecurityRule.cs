using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>Refuses addresses by <see cref="SecurityOptions"/>.</summary>
public sealed class SecurityRule : IAccessRule
{
    /// <inheritdoc/>
    public ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.Options.Security is { Enabled: true } security)
        {
            SecurityList.Get(security).Check(attempt.Request.Action, attempt.Request.Remote);
        }

        return default;
    }
}
