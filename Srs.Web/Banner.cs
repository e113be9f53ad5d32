using System.Globalization;
using System.Text;
using Srs.Web.Api;
using Srs.Web.Hosting;

namespace Srs.Web;

/// <summary>What the server prints when it is ready: where to publish, where to watch, where the console is.</summary>
internal static class Banner
{
    /// <summary>Makes the text, of those of its listeners that are there.</summary>
    public static string Write(SrsApplication server)
    {
        var listeners = server.Listeners;
        var rtmp = listeners.Rtmp.Take(1).Select(static l => $"rtmp://{Authority(l, 1935)}/live/livestream").ToList();
        var http = listeners.HttpServer.Concat(listeners.HttpApi).Select(static l => Authority(l, 80)).FirstOrDefault();
        var api = listeners.HttpApi.Concat(listeners.HttpServer).Select(static l => Authority(l, 80)).FirstOrDefault();
        List<string> watch = server.Options.DefaultVhost.HttpRemux.Enabled && http is not null ? [.. rtmp, $"http://{http}/live/livestream.flv"] : rtmp;
        var text = new StringBuilder("Srs is ready.");
        Add(text, "Publish", rtmp, "");
        Add(text, "Watch", watch, "  or  ");
        if (http is not null && server.Services.GetRequiredService<RtcHost>() is { Server: { } rtc })
        {
            // Where camera and microphone may be used: this machine, or HTTPS.
            Add(text, "WebRTC", [$"http://{http}/players/whip.html", $"http://{http}/players/whep.html"], "  and  ");
            text.Append(CultureInfo.InvariantCulture, $"  (media at port {rtc.Local.Port})");
        }

        Add(text, "Console", http is null ? [] : [$"http://{http}/console/"], "");
        Add(text, "By TLS", TlsAddresses(listeners), "  and  ");
        if (api is not null && server.Options.HttpApi.Enabled)
        {
            Add(text, "API", [$"http://{api}/api/v1/  (documented at http://{http}/swagger/)"], "");
            if (!server.Services.GetRequiredService<ApiCredentials>().IsRequired)
            {
                text.AppendLine().Append("           Everybody may read; changes are taken from this machine only, until Srs:HttpApi:Auth or Srs:HttpApi:Keys is set.");
            }
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, string what, List<string> addresses, string separator)
    {
        if (addresses.Count > 0)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {what,-8} {string.Join(separator, addresses)}");
        }
    }

    private static List<string> TlsAddresses(Listeners listeners) =>
    [
        .. listeners.Rtmps.Take(1).Select(static rtmps => $"rtmps://{Authority(rtmps, 443)}/live/livestream"),
        .. listeners.HttpsServer.Take(1).Select(static https => $"https://{Authority(https, 443)}/console/"),
        .. listeners.HttpsApi.Take(1).Select(static api => $"https://{Authority(api, 443)}/api/v1/"),
    ];

    private static string Authority(Listener listener, int defaultPort)
    {
        var address = listener.Address.Address;
        var host = address is null || address.Equals(System.Net.IPAddress.Any) || address.Equals(System.Net.IPAddress.IPv6Any)
            ? "localhost"
            : address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        return listener.Port == defaultPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{listener.Port}");
    }
}
