using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>An address at which a side of an ICE session may be reached, as it stands in SDP; RFC 8839 5.1, RFC 6544 4.5.</summary>
/// <param name="Foundation">Alike for candidates that fail alike; 1 to 32 characters.</param>
/// <param name="Transport">One of them.</param>
/// <param name="Priority">1 to 2^31-1; the peer tries higher ones first.</param>
/// <param name="Host">Address, or a name that its reader looks up, such as one of mDNS.</param>
/// <param name="Port">1 to 65535; 9 for TCP that its owner opens.</param>
/// <param name="Type">How its owner knows it.</param>
public sealed record IceCandidate(string Foundation, IceTransports Transport, uint Priority, string Host, int Port, IceCandidateType Type)
{
    /// <summary>Most characters of a candidate that is read.</summary>
    public const int MaxLength = 512;

    /// <summary>Number of the component: RTP, with RTCP on the same.</summary>
    private const int Component = 1;

    private const string Prefix = "candidate:";

    private static readonly string[] TypeNames = ["host", "srflx", "prflx", "relay"];

    /// <summary>Who opens the connection of TCP: <c>active</c>, <c>passive</c> or <c>so</c>; null for UDP. RFC 6544 4.5.</summary>
    public string? TcpType { get; init; }

    /// <summary>Priority of an address of our own; RFC 8445 5.1.2.1, RFC 6544 4.2.</summary>
    /// <param name="transport">UDP comes before TCP.</param>
    /// <param name="rank">0 for the one that we prefer; up to 8191.</param>
    public static uint GetPriority(IceTransports transport, int rank)
    {
        const uint HostPreference = 126;
        const uint PassivePreference = 4;
        var local = transport == IceTransports.Udp ? 65_535 - (uint)rank : (PassivePreference << 13) + 8191 - (uint)rank;
        return (HostPreference << 24) | (local << 8) | (256 - Component);
    }

    /// <summary>Reads a candidate.</summary>
    /// <param name="text">With or without <c>a=</c> or <c>candidate:</c> before it.</param>
    /// <param name="candidate">The result.</param>
    /// <returns>False for one that is broken, or of another component or transport than we serve.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out IceCandidate? candidate)
    {
        ArgumentNullException.ThrowIfNull(text);
        candidate = null;
        if (text.Length > MaxLength)
        {
            return false;
        }

        var value = text.StartsWith("a=", StringComparison.Ordinal) ? text[2..] : text;
        value = value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? value[Prefix.Length..] : value;
        var parts = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not [{ Length: <= 32 } foundation, "1", var transportName, var priorityText, var host, var portText, var typ, var typeName, .. var rest]
            || !typ.Equals("typ", StringComparison.OrdinalIgnoreCase)
            || !uint.TryParse(priorityText, NumberStyles.None, CultureInfo.InvariantCulture, out var priority)
            || !ushort.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || Array.FindIndex(TypeNames, name => name.Equals(typeName, StringComparison.OrdinalIgnoreCase)) is not (>= 0 and var type))
        {
            return false;
        }

        var transport = transportName.ToUpperInvariant() switch
        {
            "UDP" => IceTransports.Udp,
            "TCP" => IceTransports.Tcp,
            _ => IceTransports.None,
        };
        if (transport == IceTransports.None)
        {
            return false;
        }

        candidate = new IceCandidate(foundation, transport, priority, host, port, (IceCandidateType)type) { TcpType = Find(rest, "tcptype") };
        return true;
    }

    /// <summary>What stands behind <c>a=</c> in SDP; <c>generation 0</c> as SRS has it.</summary>
    public override string ToString()
    {
        var name = Transport == IceTransports.Tcp ? "tcp" : "udp";
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{Prefix}{Foundation} {Component} {name} {Priority} {Host} {Port} typ {TypeNames[(int)Type]} generation 0");
        return TcpType is null ? text : $"{text} tcptype {TcpType}";
    }

    /// <summary>A candidate of our own.</summary>
    /// <param name="host">The address, or a name that the peer looks up.</param>
    /// <param name="port">The port.</param>
    /// <param name="transport">One of them.</param>
    /// <param name="rank">0 for the one that we prefer.</param>
    /// <param name="foundation">A number for each address and transport.</param>
    internal static IceCandidate CreateHost(string host, int port, IceTransports transport, int rank, int foundation) =>
        new(foundation.ToString(CultureInfo.InvariantCulture), transport, GetPriority(transport, rank), host, port, IceCandidateType.Host)
        {
            TcpType = transport == IceTransports.Tcp ? "passive" : null,
        };

    private static string? Find(string[] extensions, string name)
    {
        for (var i = 0; i + 1 < extensions.Length; i += 2)
        {
            if (extensions[i].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return extensions[i + 1];
            }
        }

        return null;
    }
}
