using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Srs.Media.Net;

/// <summary>Addresses of host names, remembered for a while, so that requests cannot make us ask the name servers each time.</summary>
/// <remarks>Thread-safe. Answers and failures are remembered alike; when it is full it forgets everything.</remarks>
internal sealed class HostNameCache(TimeProvider clock, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    /// <summary>Names remembered.</summary>
    public const int MaxNames = 256;

    /// <summary>How long an answer is remembered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for an answer.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;
    private readonly ConcurrentDictionary<string, (long Time, Task<IPAddress[]> Addresses)> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The addresses of a name; none when it is unknown or the name servers do not answer.</summary>
    public async ValueTask<IPAddress[]> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        if (!_names.TryGetValue(name, out var known) || clock.GetElapsedTime(known.Time) >= Lifetime)
        {
            if (_names.Count >= MaxNames)
            {
                _names.Clear();
            }

            known = (clock.GetTimestamp(), AskAsync(name));
            _names[name] = known;
        }

        return await known.Addresses.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<IPAddress[]> AskAsync(string name)
    {
        using var timeout = new CancellationTokenSource(Timeout, clock);
        try
        {
            return await _resolve(name, timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ArgumentException or OperationCanceledException)
        {
            return [];
        }
    }
}
