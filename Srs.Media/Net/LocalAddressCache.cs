using System.Net;

namespace Srs.Media.Net;

/// <summary>The addresses of this machine, looked up anew after a while: asking the system takes milliseconds.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class LocalAddressCache(TimeProvider clock, Func<IPAddress[]>? find = null)
{
    /// <summary>How long they are remembered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly Func<IPAddress[]> _find = find ?? LocalAddress.FindAll;
    private volatile Tuple<long, IPAddress[]>? _known;

    /// <summary>Addresses that other machines may know: not loopback, nor such as hold on one link only.</summary>
    public IPAddress[] Get()
    {
        var known = _known;
        if (known is null || clock.GetElapsedTime(known.Item1) >= Lifetime)
        {
            known = Tuple.Create(clock.GetTimestamp(), _find());
            _known = known;
        }

        return known.Item2;
    }
}
