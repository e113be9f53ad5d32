using Srs.Media.Streams;

namespace Srs.Web.Configuration;

/// <summary>Reads and checks the section <c>Srs</c> as a whole.</summary>
internal static class SrsOptionsReader
{
    /// <summary>Longest time that any setting may tell; timers cannot wait for months.</summary>
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(1);

    /// <summary>Longest time that frames may be gathered for.</summary>
    private static readonly TimeSpan LongestMerge = TimeSpan.FromSeconds(10);

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">All sources.</param>
    /// <param name="maxConnections">What the limit of open files carries.</param>
    /// <exception cref="ConfigurationException">Something is wrong; nothing is half applied.</exception>
    public static SrsOptions Read(IConfiguration configuration, int maxConnections)
    {
        var errors = new List<string>();
        var options = new OptionsBinder(configuration, errors).Bind("Srs", new SrsOptions());
        Check(options, maxConnections, errors);
        return errors.Count == 0 ? options : throw new ConfigurationException(errors);
    }

    private static void Check(SrsOptions options, int maxConnections, List<string> errors)
    {
        CheckListen("Srs:Rtmp:Listen", options.Rtmp.Listen, errors);
        CheckListen("Srs:HttpServer:Listen", options.HttpServer.Listen, errors);
        CheckListen("Srs:HttpApi:Listen", options.HttpApi.Listen, errors);
        CheckPorts(options, errors);
        CheckRange("Srs:Rtmp:ChunkSize", options.Rtmp.ChunkSize, 128, 65536, errors);
        CheckRange("Srs:Rtmp:MaxMessageSize", options.Rtmp.MaxMessageSize, 65536, 16_777_215, errors);
        CheckPositive("Srs:Rtmp:HandshakeTimeout", options.Rtmp.HandshakeTimeout, errors);
        CheckPositive("Srs:Rtmp:IdleTimeout", options.Rtmp.IdleTimeout, errors);
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
        CheckNotNegative($"{path}:HttpRemux:WaitForPublisher", vhost.HttpRemux.WaitForPublisher, errors);
        var mount = vhost.HttpRemux.Mount;
        if (!mount.EndsWith(".flv", StringComparison.Ordinal) || !mount.Contains("[app]", StringComparison.Ordinal)
            || !mount.Contains("[stream]", StringComparison.Ordinal))
        {
            errors.Add($"{path}:HttpRemux:Mount is \"{mount}\", but has to contain [app] and [stream] and end in .flv, such as [vhost]/[app]/[stream].flv.");
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
        (string Key, List<ListenAddress> Addresses)[] listeners =
        [
            .. new[] { ("Srs:Rtmp:Listen", options.Rtmp.Listen), ("Srs:HttpServer:Listen", options.HttpServer.Listen), ("Srs:HttpApi:Listen", options.HttpApi.Listen) }
                .Select(static l => (l.Item1, ListenAddress.TryParseList(l.Item2, out var addresses, out _) ? addresses : [])),
        ];
        for (var i = 0; i < listeners.Length; i++)
        {
            var (key, addresses) = listeners[i];
            foreach (var address in addresses)
            {
                if (addresses.Any(other => other != address && other.Address is null && other.Overlaps(address)))
                {
                    errors.Add($"{key} has port {address.Port} twice, once for all addresses.");
                }

                foreach (var (otherKey, others) in listeners.Skip(i + 1))
                {
                    // Both HTTP ports answer the same routes, so one listener does for two settings that are equal.
                    var canShare = i > 0 && others.Contains(address);
                    if (!canShare && others.Exists(address.Overlaps))
                    {
                        errors.Add(i > 0
                            ? $"{key} and {otherKey} both have port {address.Port} on different addresses; write them alike, or give one of them another port."
                            : $"{key} and {otherKey} both have port {address.Port}; give one of them another port.");
                    }
                }
            }
        }
    }

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

    private static void CheckNotNegative(string key, TimeSpan value, List<string> errors)
    {
        if (value < TimeSpan.Zero || value > LongestTime)
        {
            errors.Add($"{key} is {value}, but has to be from zero to 1 day.");
        }
    }
}
