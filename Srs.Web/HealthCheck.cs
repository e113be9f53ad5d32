using System.Globalization;
using System.Net;
using Srs.Web.Configuration;

namespace Srs.Web;

/// <summary>The command <c>--healthcheck</c>: asks a running server whether it is ready; container images have no other client.</summary>
internal static class HealthCheck
{
    /// <summary>The argument that asks for it.</summary>
    public const string Argument = "--healthcheck";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>Asks the server that runs with the same settings.</summary>
    /// <returns><see cref="ExitCode.Success"/> when it is ready.</returns>
    public static async Task<int> RunAsync(SrsOptions options)
    {
        var listen = options.HttpServer.Enabled ? options.HttpServer.Listen : options.HttpApi.Enabled ? options.HttpApi.Listen : "";
        if (!ListenAddress.TryParseList(listen, out var addresses, out _) || addresses.Count == 0)
        {
            await Console.Error.WriteLineAsync("The server has no HTTP port that could be asked.");
            return ExitCode.NotReady;
        }

        var address = addresses[0];
        var isAny = address.Address is null || address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any);
        var endpoint = new IPEndPoint(isAny ? IPAddress.Loopback : address.Address!, address.Port);
        using var client = new HttpClient { Timeout = Timeout };
        try
        {
            using var response = await client.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{endpoint}/readyz")));
            return response.IsSuccessStatusCode ? ExitCode.Success : ExitCode.NotReady;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"The server at {endpoint} does not answer: {e.Message}");
            return ExitCode.NotReady;
        }
    }
}
