using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Srs.Web.Configuration;

/// <summary>Checks what settings say together, as SRS does at its start.</summary>
internal static class SrsCheck
{
    /// <summary>Adds a sentence for each fault, its key first.</summary>
    /// <param name="options">All settings.</param>
    /// <param name="isSrs">Whether the server was started as SRS is.</param>
    /// <param name="errors">Where to.</param>
    public static void Check(SrsOptions options, bool isSrs, List<string> errors)
    {
        if (isSrs)
        {
            if (options is { Rtmp.Listen: "", HttpServer.Enabled: false, HttpApi.Enabled: false } && !options.StreamCasters.Values.Any(static c => c.Enabled))
            {
                errors.Add("Srs:Rtmp:Listen is empty, and no other port listens either; write listen 1935; in the file, or set SRS_LISTEN.");
            }

            CheckHttps("Srs:HttpServer", options.HttpServer, errors);
            CheckHttps("Srs:HttpApi", options.HttpApi, errors);
            CheckSharedPort(options, errors);
            if (options.Asprocess && options.Daemon)
            {
                errors.Add("Srs:Asprocess is on, and so is the daemon; write daemon off;.");
            }
        }

        var addresses = CountAddresses();
        if (options.Stats.Network < 0 || (options.Stats.Network > 0 && options.Stats.Network >= addresses))
        {
            errors.Add($"Srs:Stats:Network is {options.Stats.Network}, but this machine has {addresses} addresses, counted from 0.");
        }

        foreach (var (path, vhost) in options.Vhosts.Select(static v => ($"Srs:Vhosts:{v.Key}", v.Value)).Append(("Srs:DefaultVhost", options.DefaultVhost)))
        {
            if (vhost.Hls.Enabled && vhost.HttpRemux.Enabled && vhost.HttpRemux.Mount.EndsWith(".ts", StringComparison.Ordinal))
            {
                errors.Add($"{path}:HttpRemux:Mount is {vhost.HttpRemux.Mount}, which are the names of HLS segments, too; mount another format, or switch one of them off.");
            }

            if (vhost.Forward.Enabled && vhost.Publish.KickoffForIdle > TimeSpan.Zero)
            {
                errors.Add($"{path}:Publish:KickoffForIdle is {vhost.Publish.KickoffForIdle}, but a stream that is passed on is never idle; switch Forward off, or set it to 0.");
            }
        }
    }

    private static void CheckHttps(string section, HttpListenOptions http, List<string> errors)
    {
        if (http.Https.Enabled && !http.Enabled)
        {
            errors.Add($"{section}:Https:Enabled is on, but {section}:Enabled is off; switch both on, or both off.");
        }
    }

    /// <summary>API and streams on one port answer the same, so the twins by TLS have to be one, too.</summary>
    private static void CheckSharedPort(SrsOptions options, List<string> errors)
    {
        var (server, api) = (options.HttpServer, options.HttpApi);
        if (server.Enabled && api.Enabled && server.Https.Enabled && api.Https.Enabled
            && (server.Listen == api.Listen) != (server.Https.Listen == api.Https.Listen))
        {
            errors.Add($"Srs:HttpApi:Https:Listen is {api.Https.Listen}, but API and streams have {(server.Listen == api.Listen ? "one port" : "two ports")} for HTTP; let HTTPS have as many.");
        }
    }

    private static int CountAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static i => i.NetworkInterfaceType != NetworkInterfaceType.Loopback && i.OperationalStatus != OperationalStatus.Down)
        .SelectMany(static i => i.GetIPProperties().UnicastAddresses)
        .Count(static a => a.Address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6);
}
