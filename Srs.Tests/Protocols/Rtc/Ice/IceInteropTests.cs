using System.Globalization;
using System.Net;
using Srs.Media.Net.Udp;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Stun;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;

namespace Srs.Tests.Protocols.Rtc.Ice;

/// <summary>An agent that nobody here wrote checks against ours, over loopback.</summary>
[Trait("Category", "Interop")]
public sealed class IceInteropTests
{
    /// <summary>Debian's interpreter has Debian's packages; another that stands before it on PATH may not.</summary>
    private const string Python = "/usr/bin/python3";

    /// <summary>
    /// Connects, sends a line and prints the one that comes back, as often as asked; repeats each until it does. Consents five times a second.
    /// </summary>
    private const string Script = """
        import asyncio, sys, aioice, aioice.ice
        aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: [sys.argv[1]]
        aioice.ice.CONSENT_INTERVAL = 0.2

        async def echo(connection, text):
            while True:
                await connection.send(b'\x80' + text)
                try:
                    back = await asyncio.wait_for(connection.recv(), 0.2)
                except asyncio.TimeoutError:
                    continue
                if back[1:] == text:
                    print(text.decode())
                    return

        async def main():
            connection = aioice.Connection(ice_controlling=True, components=1)
            connection.local_username = 'peer'
            await connection.gather_candidates()
            connection.remote_username, connection.remote_password = sys.argv[3], sys.argv[4]
            connection.remote_is_lite = True
            await connection.add_remote_candidate(aioice.Candidate.from_sdp(sys.argv[2]))
            await connection.add_remote_candidate(None)
            await connection.connect()
            for i in range(int(sys.argv[5])):
                await echo(connection, b'hello, agent %d' % i)
            await connection.close()

        asyncio.run(asyncio.wait_for(main(), 20))
        """;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Aioice_ConnectsAndIsHeard(string address)
    {
        var server = new Server();
        using var host = UdpHost.Start(new UdpHostOptions(), server);
        var result = await RunAsync(server, address, new IPEndPoint(IPAddress.Parse(address), host.Local.Port), lines: 1);

        Assert.Equal((0, "hello, agent 0"), (result.ExitCode, result.OutputText.Trim() + result.Error));
        Assert.True(server.Agent.IsNominated);
        Assert.Equal(IceState.Connected, server.Agent.State);
        Assert.Equal(IPAddress.Parse(address), server.Agent.Selected?.Endpoint.LocalAddress);
        Assert.Equal([IceRefusal.None], server.Outcomes.Distinct());
    }

    /// <summary>The peer knows nothing of it, and nominates nothing anew; its next check is enough.</summary>
    [Fact]
    public async Task Aioice_NatForgetsThePeer_IsFollowedByItsNextCheck()
    {
        var server = new Server();
        using var host = UdpHost.Start(new UdpHostOptions { Address = IPAddress.Loopback }, server);
        await using var nat = new ImpairmentProxy(host.Local);
        IPEndPoint? first = null;
        server.OnEcho = count =>
        {
            if (count == 2)
            {
                first = nat.Mapped;
                nat.Forget();
            }
        };
        var result = await RunAsync(server, "127.0.0.1", nat.Address, lines: 4);

        Assert.Equal((0, 4), (result.ExitCode, result.OutputText.Trim().Split('\n').Length));
        Assert.NotNull(first);
        Assert.NotEqual(first, nat.Mapped);
        Assert.Equal(nat.Mapped, server.Agent.Selected?.Endpoint.ToIPEndPoint());
    }

    private static async Task<ExternalToolResult> RunAsync(Server server, string address, IPEndPoint at, int lines)
    {
        var isInstalled = File.Exists(Python) && (await ExternalTool.RunAsync(Python, ["-c", "import aioice"])).ExitCode == 0;
        Assert.SkipUnless(isInstalled || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")), "python3-aioice is not installed.");
        var candidate = IceCandidate.CreateHost(at.Address.ToString(), at.Port, IceTransports.Udp, rank: 0, foundation: 0);
        return await ExternalTool.RunAsync(
            Python,
            [
                "-c", Script, address, candidate.ToString()["candidate:".Length..],
                server.Credentials.UserFragment, server.Credentials.Password, lines.ToString(CultureInfo.InvariantCulture),
            ]);
    }

    /// <summary>What a server does with the parts: STUN to the agent, and media from its peer back to it.</summary>
    private sealed class Server : IUdpReceiver
    {
        private int _echoes;

        public Server() => Agent = new IceLiteAgent(Credentials, "peer", TimeProvider.System);

        public IceCredentials Credentials { get; } = IceCredentials.Create();

        public IceLiteAgent Agent { get; }

        public List<IceRefusal> Outcomes { get; } = [];

        /// <summary>Called with the number of datagrams that went back.</summary>
        public Action<int>? OnEcho { get; set; }

        public void OnDatagram(UdpShard shard, Span<byte> datagram, in UdpEndpoint from)
        {
            var path = new IcePath(from);
            Span<byte> response = stackalloc byte[IceLiteAgent.MaxResponseBytes];
            switch (PacketKinds.Of(datagram))
            {
                case PacketKind.Stun when StunMessageReader.TryRead(datagram, out var message):
                    var reply = Agent.Receive(message, path, response);
                    shard.Send(from, response[..reply.ResponseLength]);
                    Outcomes.Add(reply.Refusal);
                    break;
                case PacketKind.Rtp when Agent.Owns(path):
                    shard.Send(Agent.Selected!.Value.Endpoint, datagram);
                    OnEcho?.Invoke(++_echoes);
                    break;
            }
        }

        public void OnBatchEnd(UdpShard shard)
        {
        }

        public void OnFault(UdpShard shard, Exception exception) => throw exception;
    }
}
