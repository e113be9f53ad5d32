using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Protocols.Rtc.Srtp;
using Srs.Tests.Protocols.Rtc.Dtls;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Handshakes over a real socket with programs that are not ours: both ends derive the same keys.</summary>
[Trait("Category", "Interop")]
public sealed class DtlsInteropTests
{
    public static TheoryData<int, bool> ProfilesAndKeys => new()
    {
        { 1, false },
        { 7, false },
        { 8, true },
    };

    [Theory]
    [MemberData(nameof(ProfilesAndKeys))]
    public async Task Server_OpenSslClient_SameKeys(int profile, bool isRsa)
    {
        SkipUnlessThere("openssl");
        using var files = new TestCertificates();
        await using var peer = new DtlsUdpPeer(DtlsRole.Server, WriteCertificate(files, isRsa));

        // The smallest MTU that it takes: the ClientHello comes in pieces.
        var output = await RunUntilKeysAsync(
            ["s_client", "-connect", $"127.0.0.1:{peer.Port}", "-mtu", "256", .. Common(files, profile)], peer);

        AssertSameKeys(output, peer, profile);
    }

    [Theory]
    [MemberData(nameof(ProfilesAndKeys))]
    public async Task Client_OpenSslServer_SameKeys(int profile, bool isRsa)
    {
        SkipUnlessThere("openssl");
        using var files = new TestCertificates();
        var port = FreeUdpPort();
        await using var peer = new DtlsUdpPeer(DtlsRole.Client, WriteCertificate(files, isRsa), port);

        var output = await RunUntilKeysAsync(["s_server", "-accept", $"127.0.0.1:{port}", "-verify", "1", .. Common(files, profile)], peer);

        AssertSameKeys(output, peer, profile);
    }

    private static string[] Common(TestCertificates files, int profile) =>
    [
        "-dtls1_2", "-cert", files["cert.pem"], "-key", files["key.pem"], "-use_srtp", SrtpProfile.Find(profile)!.Name,
        "-keymatexport", SrtpKeys.ExporterLabel, "-keymatexportlen", $"{SrtpKeys.ExporterBytes(SrtpProfile.Find(profile)!)}",
    ];

    /// <summary>Writes what the program shows us, and gives its fingerprint.</summary>
    private static DtlsFingerprint WriteCertificate(TestCertificates files, bool isRsa)
    {
        var (certificate, key) = TestCertificates.SelfSigned(isRsa);
        files.Write("cert.pem", certificate + "\n");
        files.Write("key.pem", key + "\n");
        using var parsed = X509Certificate2.CreateFromPem(certificate);
        return new DtlsFingerprint(DtlsHash.Sha256, SHA256.HashData(parsed.RawData));
    }

    private static void AssertSameKeys(string output, DtlsUdpPeer peer, int id)
    {
        var profile = SrtpProfile.Find(id)!;
        Assert.Equal(DtlsState.Connected, peer.Session.State);
        Assert.Equal(profile, peer.Session.Keys.Profile);
        var line = output.Split('\n').Single(static line => line.Contains("Keying material: ", StringComparison.Ordinal));
        var material = Convert.FromHexString(line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..].Trim());
        var expected = SrtpKeys.FromExporter(profile, material, peer.Session.Role == DtlsRole.Client);
        Assert.Equal(expected.Outgoing.Key.ToArray(), peer.Session.Keys.Outgoing.Key.ToArray());
        Assert.Equal(expected.Outgoing.Salt.ToArray(), peer.Session.Keys.Outgoing.Salt.ToArray());
        Assert.Equal(expected.Incoming.Key.ToArray(), peer.Session.Keys.Incoming.Key.ToArray());
        Assert.Equal(expected.Incoming.Salt.ToArray(), peer.Session.Keys.Incoming.Salt.ToArray());
    }

    /// <summary>Runs openssl, its standard input open, until it has shown its keys.</summary>
    private static async Task<string> RunUntilKeysAsync(string[] arguments, DtlsUdpPeer peer)
    {
        var start = new ProcessStartInfo("openssl", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (new StringBuilder(), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WithinLimitAsync() is { } line)
            {
                output.AppendLine(line);
                if (line.Contains("Keying material: ", StringComparison.Ordinal))
                {
                    await Wait.UntilAsync(() => peer.Session.State == DtlsState.Connected, "our side");
                    return output.ToString();
                }
            }

            Assert.Fail($"openssl {string.Join(' ', arguments)}\n{output}\n{await error}\nThe session: {peer.Session.State}, {peer.Session.Reason}");
            return "";
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WithinLimitAsync();
        }
    }

    private static void SkipUnlessThere(string tool)
    {
        var reason = RequiresToolFactAttribute.GetSkipReason(tool, isRequired: !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")));
        Assert.SkipWhen(reason is not null, reason ?? "");
    }

    private static int FreeUdpPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
