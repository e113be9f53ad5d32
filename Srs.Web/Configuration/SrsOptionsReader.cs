using System.Buffers;
using Srs.Media.Cluster;
using Srs.Media.Delivery;
using Srs.Media.Streams;
using Srs.Web.Configuration.SrsConf;
using Srs.Web.Endpoints;
using Srs.Web.Logging;

namespace Srs.Web.Configuration;

/// <summary>Reads and checks the section <c>Srs</c> as a whole.</summary>
internal static class SrsOptionsReader
{
    /// <summary>The section that holds all settings.</summary>
    public const string Section = "Srs";

    /// <summary>Longest time that any setting may tell; timers cannot wait for months.</summary>
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(1);

    /// <summary>Longest time that frames may be gathered for.</summary>
    private static readonly TimeSpan LongestMerge = TimeSpan.FromSeconds(10);

    /// <summary>What would end the name of a virtual host in a URL.</summary>
    private static readonly SearchValues<char> NotInVhost = SearchValues.Create(" ?&#/=");

    /// <summary>Longest past that listeners get; it is held in memory for each stream.</summary>
    private static readonly TimeSpan LongestFastCache = TimeSpan.FromMinutes(1);

    /// <summary>Longest moment that players get to read a reconnect request; the host gives up waiting for its connections after 30 s.</summary>
    private static readonly TimeSpan LongestReconnectWait = TimeSpan.FromSeconds(20);

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">All sources.</param>
    /// <param name="maxConnections">What the limit of open files carries.</param>
    /// <param name="checksFiles">Whether the files that settings name are looked at, too.</param>
    /// <param name="sources">What SRS's own sources gave; null without them.</param>
    /// <exception cref="ConfigurationException">Something is wrong; nothing is half applied.</exception>
    public static SrsOptions Read(IConfigurationRoot configuration, int maxConnections, bool checksFiles = true, SrsSources? sources = null)
    {
        var errors = new List<string>();
        var isSrs = sources?.IsSrs ?? false;
        var options = Read(SettingNode.Read(configuration, Section), isSrs, maxConnections, checksFiles, errors, isSrs ? SrsDefaults.Vhost : null);
        if (sources is not null)
        {
            errors = [.. sources.Errors, .. errors.Select(error => sources.Explain(error, configuration))];
        }

        return errors.Count == 0 ? options : throw new ConfigurationException(errors);
    }

    /// <summary>Reads the settings from one tree.</summary>
    /// <param name="settings">The section.</param>
    /// <param name="isSrs">Whether the server was started as SRS is.</param>
    /// <param name="maxConnections">What the limit of open files carries.</param>
    /// <param name="checksFiles">Whether the files that settings name are looked at, too.</param>
    /// <param name="errors">Takes a sentence for each fault, its key first.</param>
    /// <param name="vhost">What each virtual host of <c>Srs:Vhosts</c> begins with; null for our defaults.</param>
    /// <returns>What could be read; not for use when there are faults.</returns>
    public static SrsOptions Read(SettingNode settings, bool isSrs, int maxConnections, bool checksFiles, List<string> errors, VhostOptions? vhost = null)
    {
        var options = new OptionsBinder(errors, vhost).Bind(settings, new SrsOptions());
        Check(options, isSrs, maxConnections, errors);
        SrsCheck.Check(options, isSrs, errors);
        LogLevels.Check(options, errors);
        CircuitBreakerCheck.Check(options.CircuitBreaker, errors);
        HlsCheck.Check(options, errors);
        DashCheck.Check(options, errors);
        RenditionCheck.Check(options, errors);
        RtcCheck.Check(options, errors);
        AccessCheck.Check(options, checksFiles, errors);
        if (checksFiles)
        {
            TlsCheck.Check(options, errors);
        }

        return options;
    }

    private static void Check(SrsOptions options, bool isSrs, int maxConnections, List<string> errors)
    {
        // SRS takes a configuration without RTMP.
        if (options.Rtmp.Listen.Length > 0 || !isSrs)
        {
            CheckListen("Srs:Rtmp:Listen", options.Rtmp.Listen, errors);
        }

        if (options.HttpServer.Enabled)
        {
            CheckListen("Srs:HttpServer:Listen", options.HttpServer.Listen, errors);
        }

        if (options.HttpApi.Enabled)
        {
            CheckListen("Srs:HttpApi:Listen", options.HttpApi.Listen, errors);
        }

        if (options.Exporter is { Enabled: true, Listen.Length: > 0 })
        {
            CheckListen("Srs:Exporter:Listen", options.Exporter.Listen, errors);
        }

        if (options.RtcServer.Enabled)
        {
            CheckListen("Srs:RtcServer:Listen", options.RtcServer.Listen, errors);
            if (options.RtcServer.Tcp.Enabled)
            {
                CheckListen("Srs:RtcServer:Tcp:Listen", options.RtcServer.Tcp.Listen, errors);
            }
        }

        foreach (var (section, listener) in TlsCheck.Listeners(options).Where(static tls => tls.Listener.Listen.Length > 0))
        {
            CheckListen($"{section}:Listen", listener.Listen, errors);
        }

        foreach (var (key, caster) in StreamCasterCheck.Enabled(options))
        {
            CheckListen($"{key}:Listen", caster.Listen, errors);
        }

        StreamCasterCheck.Check(options, errors);
        CallbackCheck.Check(options, errors);
        CheckPorts(options, errors);
        CheckRange("Srs:Rtmp:ChunkSize", options.Rtmp.ChunkSize, 128, 65536, errors);
        CheckRange("Srs:Rtmp:MaxMessageSize", options.Rtmp.MaxMessageSize, 65536, 16_777_215, errors);
        CheckPositive("Srs:Rtmp:HandshakeTimeout", options.Rtmp.HandshakeTimeout, errors);
        CheckPositive("Srs:Rtmp:IdleTimeout", options.Rtmp.IdleTimeout, errors);
        CheckNotNegative("Srs:PithyPrintMs", options.PithyPrintMs, errors);
        CheckNotNegative("Srs:Rtmp:ReconnectWait", options.Rtmp.ReconnectWait, LongestReconnectWait, errors);
        if (options.MaxConnections is { } connections)
        {
            if (connections > maxConnections)
            {
                errors.Add($"Srs:MaxConnections is {connections}, but the limit of open files carries {maxConnections}; raise it (ulimit -n) or lower the setting.");
            }

            CheckRange("Srs:MaxConnections", connections, 1, int.MaxValue, errors);
        }

        CheckVhost("Srs:DefaultVhost", options.DefaultVhost, errors);
        foreach (var (name, vhost) in options.Vhosts)
        {
            if (name.Equals(VhostTable.DefaultName, StringComparison.OrdinalIgnoreCase))
            {
                errors.Add($"Srs:Vhosts:{name} is written Srs:DefaultVhost here.");
            }

            CheckVhost($"Srs:Vhosts:{name}", vhost, errors);
        }
    }

    private static void CheckVhost(string path, VhostOptions vhost, List<string> errors)
    {
        if (vhost.ChunkSize != 0)
        {
            CheckRange($"{path}:ChunkSize", vhost.ChunkSize, 128, 65536, errors);
        }

        CheckRange($"{path}:InAckSize", vhost.InAckSize, 0, int.MaxValue, errors);
        CheckRange($"{path}:OutAckSize", vhost.OutAckSize, 0, int.MaxValue, errors);
        CheckRange($"{path}:Play:GopCacheMaxFrames", vhost.Play.GopCacheMaxFrames, 1, 100_000, errors);
        CheckPositive($"{path}:Play:QueueLength", vhost.Play.QueueLength, errors);
        if (vhost.Play.MwLatency is { } merge && (merge < TimeSpan.Zero || merge > LongestMerge))
        {
            errors.Add($"{path}:Play:MwLatency is {merge}, but has to be auto or from zero to {LongestMerge.TotalSeconds} s.");
        }

        CheckNotNegative($"{path}:Play:StallTimeout", vhost.Play.StallTimeout, errors);
        CheckPositive($"{path}:Publish:FirstPktTimeout", vhost.Publish.FirstPktTimeout, errors);
        CheckPositive($"{path}:Publish:NormalTimeout", vhost.Publish.NormalTimeout, errors);
        CheckNotNegative($"{path}:Publish:Grace", vhost.Publish.Grace, errors);
        CheckNotNegative($"{path}:Publish:KickoffForIdle", vhost.Publish.KickoffForIdle, errors);
        CheckNotNegative($"{path}:HttpRemux:WaitForPublisher", vhost.HttpRemux.WaitForPublisher, errors);
        CheckCluster($"{path}:Cluster", vhost.Cluster, errors);
        CheckNotNegative($"{path}:HttpRemux:FastCache", vhost.HttpRemux.FastCache, LongestFastCache, errors);
        var mount = vhost.HttpRemux.Mount;
        if (StreamMount.FindFormat(mount) is null || !mount.Contains("[app]", StringComparison.Ordinal)
            || !mount.Contains("[stream]", StringComparison.Ordinal))
        {
            errors.Add($"{path}:HttpRemux:Mount is \"{mount}\", but has to contain [app] and [stream] and end in {string.Join(" or ", LiveFormat.All.Select(static f => f.Extension))}, such as [vhost]/[app]/[stream].flv.");
        }
    }

    private static void CheckCluster(string path, ClusterOptions cluster, List<string> errors)
    {
        if (!EdgeOrigin.TryParseList(cluster.Origin, out var origins, out var fault))
        {
            errors.Add($"{path}:Origin has \"{fault}\", but an origin is written host, host:port or [ipv6]:port with a port from 1 to 65535, such as 10.0.0.1 or origin.example:1935.");
        }
        else if (cluster.Mode == ClusterMode.Remote && origins.Count == 0)
        {
            errors.Add($"{path}:Mode is remote, but {path}:Origin is empty; name the servers that streams are pulled from, or set Mode to local.");
        }

        if (cluster.Vhost.Length == 0 || cluster.Vhost.AsSpan().ContainsAny(NotInVhost))
        {
            errors.Add($"{path}:Vhost is \"{cluster.Vhost}\", but has to be the name of a virtual host, in which [vhost] stands for the viewer's, such as [vhost] or ingest.[vhost].");
        }
    }

    private static void CheckListen(string key, string value, List<string> errors)
    {
        if (!ListenAddress.TryParseList(value, out var addresses, out var fault))
        {
            errors.Add($"{key} has \"{fault}\", but an address is written port, ip:port or [ipv6]:port, such as 1935, 127.0.0.1:1935 or [::1]:1935.");
        }
        else if (addresses.Count == 0)
        {
            errors.Add($"{key} is empty; give at least a port.");
        }
    }

    /// <summary>What the system would refuse later with less to say.</summary>
    private static void CheckPorts(SrsOptions options, List<string> errors)
    {
        var listeners = Listeners(options)
            .Select(static l => (l.Key, l.Kind, l.Certificate, Addresses: ListenAddress.TryParseList(l.Listen, out var addresses, out _) ? addresses : []))
            .ToList();
        for (var i = 0; i < listeners.Count; i++)
        {
            var (key, kind, certificate, addresses) = listeners[i];
            foreach (var address in addresses)
            {
                if (addresses.Any(other => other != address && other.Address is null && other.Overlaps(address)))
                {
                    errors.Add($"{key} has port {address.Port} twice, once for all addresses.");
                }

                foreach (var other in listeners.Skip(i + 1).Where(other => other.Addresses.Exists(address.Overlaps)))
                {
                    // The HTTP ports answer the same routes, so one listener does for two settings that are equal.
                    if (kind != other.Kind && !IsShared(kind, other.Kind, other.Addresses.Contains(address)))
                    {
                        errors.Add($"{key} and {other.Key} both have port {address.Port}; give one of them another port.");
                    }
                    else if (!other.Addresses.Contains(address))
                    {
                        errors.Add($"{key} and {other.Key} both have port {address.Port} on different addresses; write them alike, or give one of them another port.");
                    }
                    else if (certificate != other.Certificate)
                    {
                        errors.Add($"{key} and {other.Key} both have port {address.Port} with different certificates; name the same one, or give one of them another port.");
                    }
                }
            }
        }
    }

    /// <summary>What the first bytes of a connection tell apart may share an address, too.</summary>
    private static bool IsShared(string kind, string other, bool isSameAddress) => isSameAddress && (kind, other) is ("HTTP", "WebRTC") or ("WebRTC", "HTTP");

    /// <summary>Everything that listens on TCP; what is of one kind may share an address.</summary>
    private static IEnumerable<(string Key, string Kind, string Listen, CertificatePaths? Certificate)> Listeners(SrsOptions options) =>
    [
        ("Srs:Rtmp:Listen", "RTMP", options.Rtmp.Listen, null),
        ("Srs:HttpServer:Listen", "HTTP", options.HttpServer.Enabled ? options.HttpServer.Listen : "", null),
        ("Srs:HttpApi:Listen", "HTTP", options.HttpApi.Enabled ? options.HttpApi.Listen : "", null),
        ("Srs:Exporter:Listen", "HTTP", options.Exporter.Enabled ? options.Exporter.Listen : "", null),
        .. from tls in TlsCheck.Listeners(options)
           let certificate = options.Tls.Choose(tls.Listener)
           where certificate is not null
           select ($"{tls.Section}:Listen", tls.Section == "Srs:Rtmps" ? "RTMPS" : "HTTPS", tls.Listener.Listen, certificate),

        ("Srs:RtcServer:Tcp:Listen", "WebRTC", options.RtcServer is { Enabled: true, Tcp.Enabled: true } ? options.RtcServer.Tcp.Listen : "", null),

        // Each caster publishes elsewhere, so no two of them can share a port.
        .. StreamCasterCheck.Enabled(options).Select(static caster =>
            ($"{caster.Key}:Listen", caster.Key, caster.Options.Listen, (CertificatePaths?)null)),
    ];

    private static void CheckRange(string key, int value, int least, int most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{key} is {value}, but has to be from {least} to {most}.");
        }
    }

    private static void CheckPositive(string key, TimeSpan value, List<string> errors)
    {
        if (value <= TimeSpan.Zero || value > LongestTime)
        {
            errors.Add($"{key} is {value}, but has to be longer than zero and at most 1 day.");
        }
    }

    private static void CheckNotNegative(string key, TimeSpan value, List<string> errors) => CheckNotNegative(key, value, LongestTime, errors);

    private static void CheckNotNegative(string key, TimeSpan value, TimeSpan longest, List<string> errors)
    {
        if (value < TimeSpan.Zero || value > longest)
        {
            errors.Add($"{key} is {value}, but has to be from zero to {(longest == LongestTime ? "1 day" : longest.ToString())}.");
        }
    }
}
