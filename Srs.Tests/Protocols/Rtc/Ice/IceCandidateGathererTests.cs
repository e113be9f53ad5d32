using System.Net;
using Srs.Media.Net;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc.Ice;

public sealed class IceCandidateGathererTests
{
    private static readonly string[] Machine = ["10.1.1.1", "172.17.0.1", "2001:db8::5"];

    private static readonly Dictionary<string, string[]> Names = new()
    {
        ["live.example.com"] = ["203.0.113.10", "2001:db8::10"],
        ["loop.example.com"] = ["127.0.0.1"],
    };

    [Theory]
    [InlineData(IceAddressFamilies.IPv4, "10.1.1.1 172.17.0.1")]
    [InlineData(IceAddressFamilies.IPv6, "2001:db8::5")]
    [InlineData(IceAddressFamilies.All, "10.1.1.1 172.17.0.1 2001:db8::5")]
    public async Task Star_IsWhatTheMachineHas(IceAddressFamilies families, string expected)
    {
        foreach (var any in new[] { "*", "0.0.0.0", "::" })
        {
            Assert.Equal(expected, await GatherAsync(new IceCandidateRules { Candidates = [any], Families = families }));
        }
    }

    [Theory]
    [InlineData("192.0.2.9", "192.0.2.9")]
    [InlineData("192.0.2.9:9000, [2001:db8::9]:9001 2001:db8::8", "192.0.2.9:9000 [2001:db8::9]:9001 2001:db8::8")]
    [InlineData("live.example.com", "203.0.113.10")]
    [InlineData("live.example.com:9000", "203.0.113.10:9000")]
    [InlineData("192.0.2.9 *", "192.0.2.9 10.1.1.1 172.17.0.1")]
    [InlineData("$MINE", "192.0.2.77 192.0.2.78")]
    [InlineData("$NONE", "10.1.1.1 172.17.0.1")]
    [InlineData("$EMPTY", "10.1.1.1 172.17.0.1")]
    [InlineData("unknown.example.com", "127.0.0.1")]
    [InlineData("8000", "127.0.0.1")]
    [InlineData("192.0.2.9\r\na=x", "127.0.0.1")]
    [InlineData("192.0.2.9 192.0.2.9", "192.0.2.9")]
    public async Task Configured_IsTold(string configured, string expected) =>
        Assert.Equal(expected, await GatherAsync(new IceCandidateRules { Candidates = [configured] }));

    [Theory]
    [InlineData("198.51.100.1", "198.51.100.1 10.1.1.1 172.17.0.1")]
    [InlineData("198.51.100.1:1234", "198.51.100.1:1234 10.1.1.1 172.17.0.1")]
    [InlineData("live.example.com", "10.1.1.1 172.17.0.1")]
    [InlineData("<script>", "10.1.1.1 172.17.0.1")]
    [InlineData("", "10.1.1.1 172.17.0.1")]
    public async Task Wished_ComesFirst(string wished, string expected) => Assert.Equal(expected, await GatherAsync(new IceCandidateRules(), wished));

    [Theory]
    [InlineData("198.51.100.5:1985", "198.51.100.5 10.1.1.1 172.17.0.1")]
    [InlineData("live.example.com:1985", "203.0.113.10 10.1.1.1 172.17.0.1")]
    [InlineData("[2001:db8::77]:1985", "10.1.1.1 172.17.0.1")]
    [InlineData("loop.example.com", "10.1.1.1 172.17.0.1")]
    [InlineData("unknown.example.com", "10.1.1.1 172.17.0.1")]
    [InlineData("bad host", "10.1.1.1 172.17.0.1")]
    [InlineData("localhost:1985", "10.1.1.1 172.17.0.1 127.0.0.1")]
    [InlineData("127.0.0.1", "10.1.1.1 172.17.0.1 127.0.0.1")]
    [InlineData("[::1]:1985", "10.1.1.1 172.17.0.1 127.0.0.1")]
    public async Task ApiHost_IsTold(string host, string expected) => Assert.Equal(expected, await GatherAsync(new IceCandidateRules(), apiHost: host));

    [Fact]
    public async Task ApiHost_Switches_AreObeyed()
    {
        const string Host = "live.example.com";
        Assert.Equal("10.1.1.1 172.17.0.1", await GatherAsync(new IceCandidateRules { UsesApiHost = false }, apiHost: Host));
        Assert.Equal("10.1.1.1 172.17.0.1", await GatherAsync(new IceCandidateRules { ResolvesApiHost = false }, apiHost: Host));
        Assert.Equal(
            "live.example.com 10.1.1.1 172.17.0.1", await GatherAsync(new IceCandidateRules { ResolvesApiHost = false, KeepsApiHost = true }, apiHost: Host));
        Assert.Equal("live.example.com 203.0.113.10 10.1.1.1 172.17.0.1", await GatherAsync(new IceCandidateRules { KeepsApiHost = true }, apiHost: Host));
        Assert.Equal(
            "198.51.100.1 203.0.113.10", await GatherAsync(new IceCandidateRules { DetectsAddresses = false }, "198.51.100.1", Host));
        Assert.Equal("127.0.0.1", await GatherAsync(new IceCandidateRules { DetectsAddresses = false }));
    }

    [Fact]
    public async Task Transports_All_EachAddressByUdpThenByTcp()
    {
        var rules = new IceCandidateRules { Transports = IceTransports.All, UdpPort = 8001, TcpPort = 8002 };
        var candidates = await Make(rules).GatherAsync("192.0.2.1:7000", null, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["udp 192.0.2.1:7000", "udp 10.1.1.1:8001", "udp 172.17.0.1:8001", "tcp 192.0.2.1:7000", "tcp 10.1.1.1:8002", "tcp 172.17.0.1:8002"],
            candidates.Select(static c => $"{(c.Transport == IceTransports.Tcp ? "tcp" : "udp")} {c.Host}:{c.Port}"));
        Assert.All(candidates, static c => Assert.Equal(c.Transport == IceTransports.Tcp ? "passive" : null, c.TcpType));
        Assert.Equal(candidates.Select(static c => c.Priority).OrderDescending(), candidates.Select(static c => c.Priority));
        Assert.Equal(6, candidates.Select(static c => c.Foundation).Distinct().Count());
    }

    [Fact]
    public async Task Addresses_TooMany_AreLimited()
    {
        var rules = new IceCandidateRules { Candidates = [string.Join(' ', Enumerable.Range(1, 100).Select(static i => $"192.0.2.{i}"))] };

        Assert.Equal(IceCandidateGatherer.MaxAddresses, (await Make(rules).GatherAsync(null, null, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task Machine_Real_HasSomeAddress()
    {
        var candidates = await new IceCandidateGatherer(new IceCandidateRules(), TimeProvider.System)
            .GatherAsync(null, "localhost:1985", TestContext.Current.CancellationToken);

        Assert.Contains(candidates, static candidate => candidate.Host == "127.0.0.1");
    }

    private static async Task<string> GatherAsync(IceCandidateRules rules, string? wished = null, string? apiHost = null)
    {
        var candidates = await Make(rules).GatherAsync(wished, apiHost, TestContext.Current.CancellationToken);
        return string.Join(' ', candidates.Select(static c => c.Port == 8000 ? c.Host : c.Host.Contains(':') ? $"[{c.Host}]:{c.Port}" : $"{c.Host}:{c.Port}"));
    }

    private static IceCandidateGatherer Make(IceCandidateRules rules)
    {
        var clock = new ManualTimeProvider();
        return new IceCandidateGatherer(
            rules,
            new HostNameCache(clock, static (name, _) => Task.FromResult(Names.TryGetValue(name, out var found) ? Array.ConvertAll(found, IPAddress.Parse) : [])),
            new LocalAddressCache(clock, static () => Array.ConvertAll(Machine, IPAddress.Parse)),
            static name => name switch
            {
                "MINE" => "192.0.2.77, 192.0.2.78",
                "EMPTY" => " ",
                _ => null,
            });
    }
}
