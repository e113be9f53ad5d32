using System.Collections.Immutable;
using System.Net;
using Srs.Media.Net;

namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>Finds the addresses that a peer is told to reach us by.</summary>
/// <remarks>
/// In the order of preference: what the request wishes (<c>eip</c>), the host that it was sent to, what is configured, what the machine has.
/// A peer on this machine that asked by a loopback name gets loopback as the last. There is always one. Thread-safe.
/// </remarks>
public sealed class IceCandidateGatherer
{
    /// <summary>Most addresses that a peer is told.</summary>
    public const int MaxAddresses = 16;

    private static readonly char[] Separators = [' ', ',', ';'];

    private readonly IceCandidateRules _rules;
    private readonly ImmutableArray<string> _configured;
    private readonly HostNameCache _names;
    private readonly LocalAddressCache _local;

    /// <summary>Makes one for the life of a configuration.</summary>
    /// <param name="rules">What is configured; environment variables are read now.</param>
    /// <param name="clock">How long names and addresses are remembered: seconds.</param>
    public IceCandidateGatherer(IceCandidateRules rules, TimeProvider clock)
        : this(rules, new HostNameCache(clock), new LocalAddressCache(clock), Environment.GetEnvironmentVariable)
    {
    }

    internal IceCandidateGatherer(IceCandidateRules rules, HostNameCache names, LocalAddressCache local, Func<string, string?> getVariable)
    {
        ArgumentNullException.ThrowIfNull(rules);
        (_rules, _names, _local) = (rules, names, local);
        _configured = [.. rules.Candidates.SelectMany(Split).SelectMany(entry => Expand(entry, getVariable))];
    }

    /// <summary>Gathers for one request.</summary>
    /// <param name="wished">
    /// <c>eip</c> or <c>candidate</c> of the query: an address, with or without port; null for none. Names are not looked up for it, since
    /// anybody can write them there.
    /// </param>
    /// <param name="apiHost">Host that the request was sent to, with or without port; null when it says none.</param>
    /// <param name="cancellationToken">Ends looking names up.</param>
    public async ValueTask<ImmutableArray<IceCandidate>> GatherAsync(string? wished, string? apiHost, CancellationToken cancellationToken)
    {
        var found = new List<IceHost>();
        foreach (var entry in Split(wished ?? ""))
        {
            if (IceHost.TryParse(entry, out var host) && host.Address is not null)
            {
                Add(found, host);
            }
        }

        var isLoopback = false;
        if (_rules.UsesApiHost && IceHost.TryParse(apiHost, out var api))
        {
            isLoopback = api.IsLoopback;
            if (!isLoopback)
            {
                await AddApiHostAsync(found, api, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var entry in _configured)
        {
            if (!IsAny(entry))
            {
                await AddAsync(found, entry, cancellationToken).ConfigureAwait(false);
            }
            else if (_rules.DetectsAddresses)
            {
                AddAddresses(found, _local.Get(), port: 0);
            }
        }

        if (isLoopback || found.Count == 0)
        {
            AddAddresses(found, [IPAddress.Loopback, IPAddress.IPv6Loopback], port: 0);
        }

        return Describe(found);
    }

    /// <summary>Finds what is no candidate in a setting; what variables say is not looked at.</summary>
    /// <returns>The first such part; null for none.</returns>
    public static string? FindFault(string candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return Split(candidates).FirstOrDefault(static entry => entry is not ['$', _, ..] && !IsAny(entry) && !IceHost.TryParse(entry, out _));
    }

    private static IEnumerable<string> Split(string entry) =>
        entry.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<string> Expand(string entry, Func<string, string?> getVariable) =>
        entry is ['$', _, ..] ? getVariable(entry[1..]) is { } value && !string.IsNullOrWhiteSpace(value) ? Split(value) : ["*"] : [entry];

    private static bool IsAny(string entry) => entry is "*" or "0.0.0.0" or "::" or "[::]";

    private static void Add(List<IceHost> found, IceHost host)
    {
        if (found.Count < MaxAddresses && !found.Contains(host))
        {
            found.Add(host);
        }
    }

    private async ValueTask AddAsync(List<IceHost> found, string entry, CancellationToken cancellationToken)
    {
        if (!IceHost.TryParse(entry, out var host))
        {
            return;
        }

        if (host.Address is not null)
        {
            Add(found, host);
        }
        else
        {
            AddAddresses(found, await _names.ResolveAsync(host.Name, cancellationToken).ConfigureAwait(false), host.Port);
        }
    }

    /// <summary>The port in it is that of HTTP, and says nothing of ours.</summary>
    private async ValueTask AddApiHostAsync(List<IceHost> found, IceHost api, CancellationToken cancellationToken)
    {
        if (api.Address is not null)
        {
            AddAddresses(found, [api.Address], port: 0);
            return;
        }

        if (_rules.KeepsApiHost)
        {
            Add(found, api with { Port = 0 });
        }

        if (_rules.ResolvesApiHost)
        {
            var addresses = await _names.ResolveAsync(api.Name, cancellationToken).ConfigureAwait(false);
            AddAddresses(found, addresses.Where(static address => !IPAddress.IsLoopback(address)), port: 0);
        }
    }

    private void AddAddresses(List<IceHost> found, IEnumerable<IPAddress> addresses, int port)
    {
        foreach (var address in addresses)
        {
            if (_rules.Families.HasFlag(address.IsIPv6() ? IceAddressFamilies.IPv6 : IceAddressFamilies.IPv4))
            {
                Add(found, new IceHost(address, address.ToString(), port));
            }
        }
    }

    private ImmutableArray<IceCandidate> Describe(List<IceHost> found)
    {
        var candidates = ImmutableArray.CreateBuilder<IceCandidate>(2 * found.Count);
        foreach (var (transport, port) in new[] { (IceTransports.Udp, _rules.UdpPort), (IceTransports.Tcp, _rules.TcpPort) })
        {
            for (var rank = 0; rank < found.Count && _rules.Transports.HasFlag(transport); rank++)
            {
                var host = found[rank];
                candidates.Add(IceCandidate.CreateHost(host.Name, host.Port > 0 ? host.Port : port, transport, rank, candidates.Count));
            }
        }

        return candidates.ToImmutable();
    }
}
