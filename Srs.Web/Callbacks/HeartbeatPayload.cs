using System.Buffers;
using System.Globalization;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using Srs.Media.Streams;
using Srs.Web.Api;
using Srs.Web.Configuration;
using Srs.Web.Hosting;
using Srs.Web.Metrics.Host;
using Srs.Web.Reload;

namespace Srs.Web.Callbacks;

/// <summary>Writes the heartbeat: SRS's keys in SRS's order.</summary>
internal sealed class HeartbeatPayload(
    ServerIdentity server, RunningOptions running, ListenTransport transport, RtcHost rtc, SystemSampler sampler, SessionRegistry sessions, TimeProvider clock)
{
    /// <summary>Environment variable with the address of this server, as SRS reads it.</summary>
    public const string AddressVariable = "SRS_DEVICE_IP";

    /// <summary>One heartbeat.</summary>
    public byte[] Write(HeartbeatOptions options)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("device_id", options.DeviceId);
            json.WriteString("ip", FindAddress());
            json.WriteString("server", server.ServerId);
            json.WriteString("service", server.ServiceId);
            json.WriteString("pid", server.Pid);
            if (options.Summaries)
            {
                json.WriteStartObject("summaries");
                json.WritePropertyName("data");
                JsonSerializer.Serialize(json, ServerEndpoints.Summarize(server, sampler, sessions, clock), ApiJsonContext.Default.SummaryData);
                json.WriteEndObject();
            }

            if (options.Ports)
            {
                var listeners = transport.Current;
                WritePorts(json, "rtmp", listeners.Rtmp);
                WritePorts(json, "http", listeners.HttpServer);

                // Where API and streams share an address there is no listener of the API's own.
                WritePorts(json, "api", !running.Current.HttpApi.Enabled ? [] : listeners.HttpApi.Count > 0 ? listeners.HttpApi : listeners.HttpServer);
                Write(json, "rtc", rtc.Addresses);
            }

            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WritePorts(Utf8JsonWriter json, string name, IReadOnlyList<Listener> listeners) =>
        Write(json, name, [.. listeners.Select(static listener => listener.Address.Port == 0 ? listener.Port.ToString(CultureInfo.InvariantCulture) : listener.Address.ToString())]);

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> addresses)
    {
        if (addresses.Count == 0)
        {
            // As in SRS: only what there is.
            return;
        }

        json.WriteStartArray(name);
        foreach (var address in addresses)
        {
            json.WriteStringValue(address);
        }

        json.WriteEndArray();
    }

    /// <summary>As told by the environment, or the first IPv4 address that others may know this machine by.</summary>
    private static string FindAddress() =>
        Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } told
            ? told
            : (from network in NetworkInterface.GetAllNetworkInterfaces()
               where network is { OperationalStatus: OperationalStatus.Up, NetworkInterfaceType: not NetworkInterfaceType.Loopback }
               from address in network.GetIPProperties().UnicastAddresses
               where address.Address.AddressFamily == AddressFamily.InterNetwork
               select address.Address.ToString()).FirstOrDefault("127.0.0.1");
}
