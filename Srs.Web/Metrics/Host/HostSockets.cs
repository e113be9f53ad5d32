namespace Srs.Web.Metrics.Host;

/// <summary>Sockets of the machine, IPv4 and IPv6.</summary>
/// <param name="Tcp">TCP sockets in use.</param>
/// <param name="Established">TCP connections that are established.</param>
/// <param name="TimeWait">TCP connections in TIME_WAIT.</param>
/// <param name="Udp">UDP sockets in use.</param>
internal sealed record HostSockets(long Tcp, long Established, long TimeWait, long Udp)
{
    /// <summary>Reads <c>sockstat</c>, <c>sockstat6</c> and <c>snmp</c> of <c>/proc/net</c>.</summary>
    public static HostSockets Parse(string sockstat, string sockstat6, string snmp)
    {
        var tcp = ProcText.Words(sockstat, "TCP:");

        // Two lines begin with "Tcp:": the names of the columns, then their values.
        var column = Array.IndexOf(ProcText.Words(snmp, "Tcp:"), "CurrEstab");
        return new HostSockets(
            ProcText.After(tcp, "inuse") + ProcText.After(ProcText.Words(sockstat6, "TCP6:"), "inuse"),
            ProcText.Number(ProcText.Words(snmp, "Tcp:", skip: 1), column),
            ProcText.After(tcp, "tw"),
            ProcText.After(ProcText.Words(sockstat, "UDP:"), "inuse") + ProcText.After(ProcText.Words(sockstat6, "UDP6:"), "inuse"));
    }
}
