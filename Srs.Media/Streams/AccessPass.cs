namespace Srs.Media.Streams;

/// <summary>What the rules gave a session at the door; goes back to them when the session leaves the stream.</summary>
internal sealed class AccessPass : IDisposable
{
    private IDisposable[]? _parts;

    private AccessPass(IDisposable[] parts) => _parts = parts;

    /// <summary>Asks every rule in order; when one refuses, those before it get back what they gave.</summary>
    /// <returns>Null when no rule wants to hear of the session again.</returns>
    /// <exception cref="AccessDeniedException">A rule refuses.</exception>
    public static async ValueTask<AccessPass?> AskAsync(IReadOnlyList<IAccessRule> rules, AccessAttempt attempt, CancellationToken cancellationToken)
    {
        var parts = new List<IDisposable>(rules.Count);
        try
        {
            foreach (var rule in rules)
            {
                if (await rule.AdmitAsync(attempt, cancellationToken).ConfigureAwait(false) is { } part)
                {
                    parts.Add(part);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            new AccessPass([.. parts]).Dispose();
            throw;
        }

        return parts.Count == 0 ? null : new AccessPass([.. parts]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The last rule first, as with nested using statements.
        foreach (var part in Interlocked.Exchange(ref _parts, null)?.Reverse() ?? [])
        {
            part.Dispose();
        }
    }
}
