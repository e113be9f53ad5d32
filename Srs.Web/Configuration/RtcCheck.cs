using Srs.Media.Configuration;
using Srs.Media.Protocols.Rtc.Ice;

namespace Srs.Web.Configuration;

/// <summary>Checks WebRTC.</summary>
internal static class RtcCheck
{
    /// <summary>Most sockets of the port.</summary>
    private const int MaxReuseport = 64;

    private const int LeastBitrate = 8_000;
    private const int MostBitrate = 320_000;

    private static readonly TimeSpan ShortestStun = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestStun = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestPli = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPli = TimeSpan.FromSeconds(30);
    private static readonly string[] IceSchemes = ["stun:", "stuns:", "turn:", "turns:"];

    /// <summary>Adds a sentence for each fault, its key first.</summary>
    public static void Check(SrsOptions options, List<string> errors)
    {
        if (options.RtcServer.Enabled)
        {
            CheckServer(options.RtcServer, errors);
        }

        foreach (var (path, rtc) in Vhosts(options))
        {
            CheckVhost(path, rtc, errors);
        }
    }

    /// <summary>Tells settings that are read and have no effect, each key first.</summary>
    public static IEnumerable<string> Remark(SrsOptions options)
    {
        var server = options.RtcServer;
        if (!server.Enabled)
        {
            yield break;
        }

        if (ListenAddress.TryParseList(server.Listen, out var addresses, out _) && addresses.Count > 1)
        {
            yield return $"Srs:RtcServer:Listen has {addresses.Count} addresses, but WebRTC has one port for all clients: {addresses[0]} is used.";
        }

        if (server.BlackHole.Enabled)
        {
            yield return "Srs:RtcServer:BlackHole:Enabled is on, but packets are not copied to anybody here.";
        }

        foreach (var (path, rtc) in Vhosts(options))
        {
            if (rtc.DtlsVersion == "dtls1.0")
            {
                yield return $"{path}:DtlsVersion is dtls1.0, but DTLS 1.2 is spoken, as by all browsers; 1.0 is not safe.";
            }

            if (rtc.DropForPt != 0)
            {
                yield return $"{path}:DropForPt is {rtc.DropForPt}, but no packets are dropped on purpose here.";
            }

            if (rtc.KeepOriginalSsrc)
            {
                yield return $"{path}:KeepOriginalSsrc is on, but players get SSRCs of their own, so that a publisher may be replaced.";
            }
        }
    }

    private static IEnumerable<(string Path, RtcOptions Rtc)> Vhosts(SrsOptions options) =>
        options.Vhosts.Select(static vhost => ($"Srs:Vhosts:{vhost.Key}:Rtc", vhost.Value.Rtc))
            .Prepend(("Srs:DefaultVhost:Rtc", options.DefaultVhost.Rtc))
            .Where(static vhost => vhost.Rtc.Enabled);

    private static void CheckServer(RtcServerOptions server, List<string> errors)
    {
        CheckWord("Srs:RtcServer:Protocol", server.Protocol, ["udp", "tcp", "all"], errors);
        CheckWord("Srs:RtcServer:IpFamily", server.IpFamily, ["ipv4", "ipv6", "all"], errors);
        if (server.Reuseport is < 0 or > MaxReuseport)
        {
            errors.Add($"Srs:RtcServer:Reuseport is {server.Reuseport}, but has to be from 0 to {MaxReuseport}.");
        }

        if (server is { Protocol: "tcp", Tcp.Enabled: false })
        {
            errors.Add("Srs:RtcServer:Protocol is tcp, but Srs:RtcServer:Tcp:Enabled is off; switch it on, or let clients come by udp.");
        }

        if (IceCandidateGatherer.FindFault(server.Candidate) is { } fault)
        {
            errors.Add($"Srs:RtcServer:Candidate has \"{fault}\", but an address or name is written host, host:port or [ipv6]:port, such as 203.0.113.7 or media.example.net:18000; * stands for those of the machine, $NAME for an environment variable.");
        }

        foreach (var (name, ice) in server.IceServers)
        {
            CheckIceServer($"Srs:RtcServer:IceServers:{name}", ice, errors);
        }
    }

    private static void CheckIceServer(string path, IceServerOptions ice, List<string> errors)
    {
        var urls = ice.Urls.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (urls.Length == 0 || !urls.All(static url => Array.Exists(IceSchemes, scheme => url.StartsWith(scheme, StringComparison.Ordinal) && url.Length > scheme.Length)
            && url.All(static c => c is > ' ' and < (char)127 and not ('<' or '>' or '"'))))
        {
            errors.Add($"{path}:Urls is \"{ice.Urls}\", but has to be URLs such as stun:stun.example.net or turn:turn.example.net?transport=tcp.");
        }

        if ((ice.Username + ice.Credential).Any(static c => c is < ' ' or > '~'))
        {
            errors.Add($"{path}:Username and Credential go into a header, and have to be letters, digits and signs of ASCII.");
        }

        if (urls.Any(static url => url.StartsWith("turn", StringComparison.Ordinal)) && (ice.Username.Length == 0 || ice.Credential.Length == 0))
        {
            errors.Add($"{path}:Username or Credential is empty, but a TURN server needs both.");
        }
    }

    private static void CheckVhost(string path, RtcOptions rtc, List<string> errors)
    {
        CheckWord($"{path}:DtlsRole", rtc.DtlsRole, ["passive", "active"], errors);
        CheckWord($"{path}:DtlsVersion", rtc.DtlsVersion, ["auto", "dtls1.0", "dtls1.2"], errors);
        CheckTime($"{path}:StunTimeout", rtc.StunTimeout, ShortestStun, LongestStun, errors);
        CheckTime($"{path}:PliForRtmp", rtc.PliForRtmp, ShortestPli, LongestPli, errors);
        CheckBitrate($"{path}:OpusBitrate", rtc.OpusBitrate, errors);
        CheckBitrate($"{path}:AacBitrate", rtc.AacBitrate, errors);
        if (rtc.DropForPt is < 0 or > 127)
        {
            errors.Add($"{path}:DropForPt is {rtc.DropForPt}, but a payload type is from 0 to 127.");
        }
    }

    private static void CheckWord(string key, string value, string[] words, List<string> errors)
    {
        if (!words.Contains(value))
        {
            errors.Add($"{key} is \"{value}\", but has to be {string.Join(", ", words[..^1])} or {words[^1]}.");
        }
    }

    private static void CheckTime(string key, TimeSpan value, TimeSpan least, TimeSpan most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{key} is {value}, but has to be from {least} to {most}.");
        }
    }

    private static void CheckBitrate(string key, int value, List<string> errors)
    {
        if (value is < LeastBitrate or > MostBitrate)
        {
            errors.Add($"{key} is {value}, but has to be from {LeastBitrate} to {MostBitrate} bit/s.");
        }
    }
}
