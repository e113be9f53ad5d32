using System.Globalization;
using System.Text;
using Srs.Web.Api;
using Srs.Web.Hosting;

namespace Srs.Web;

/// <summary>What the server prints when it is ready: where to publish, where to watch, where the console is.</summary>
internal static class Banner
{
    /// <summary>Makes the text.</summary>
    public static string Write(SrsApplication server)
    {
        var rtmp = Authority(server.Listeners.Rtmp[0], 1935);
        var http = Authority(server.Listeners.HttpServer[0], 80);
        var api = server.Listeners.HttpApi.Count > 0 ? Authority(server.Listeners.HttpApi[0], 80) : http;
        var text = new StringBuilder();
        text.AppendLine("Srs is ready.");
        text.AppendLine(CultureInfo.InvariantCulture, $"  Publish  rtmp://{rtmp}/live/livestream");
        text.AppendLine(CultureInfo.InvariantCulture, $"  Watch    rtmp://{rtmp}/live/livestream  or  http://{http}/live/livestream.flv");
        text.AppendLine(CultureInfo.InvariantCulture, $"  Console  http://{http}/console/");
        var tls = TlsAddresses(server.Listeners);
        if (tls.Count > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  By TLS   {string.Join("  and  ", tls)}");
        }

        text.Append(CultureInfo.InvariantCulture, $"  API      http://{api}/api/v1/  (documented at http://{http}/swagger/)");
        if (!server.Services.GetRequiredService<ApiCredentials>().IsRequired)
        {
            text.AppendLine().Append("           Everybody may read; changes are taken from this machine only, until Srs:HttpApi:Auth or Srs:HttpApi:Keys is set.");
        }

        return text.ToString();
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
