using Srs.Media.Protocols.Rtc.Ice;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc.Ice;

public sealed class IceCandidateTests
{
    [Fact]
    public void ToString_OwnCandidates_AreAsSrsWritesThem()
    {
        Assert.Equal(
            "candidate:0 1 udp 2130706431 192.168.1.2 8000 typ host generation 0",
            IceCandidate.CreateHost("192.168.1.2", 8000, IceTransports.Udp, rank: 0, foundation: 0).ToString());
        Assert.EndsWith(
            " 2001:db8::1 8000 typ host generation 0 tcptype passive",
            IceCandidate.CreateHost("2001:db8::1", 8000, IceTransports.Tcp, rank: 0, foundation: 1).ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Priority_UdpBeforeTcpAndEachRankLower()
    {
        var priorities = new[] { IceTransports.Udp, IceTransports.Tcp }.SelectMany(static t => Enumerable.Range(0, 16).Select(rank => IceCandidate.GetPriority(t, rank))).ToArray();

        Assert.Equal(priorities.OrderDescending(), priorities);
        Assert.Equal(32, priorities.Distinct().Count());
    }

    [Theory]
    [InlineData("candidate:842163049 1 udp 1677729535 203.0.113.5 46154 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag Ab12 network-cost 999", IceTransports.Udp, IceCandidateType.ServerReflexive, "203.0.113.5", null)]
    [InlineData("a=candidate:1 1 TCP 1518280447 192.168.1.5 9 typ host tcptype active generation 0", IceTransports.Tcp, IceCandidateType.Host, "192.168.1.5", "active")]
    [InlineData("candidate:0 1 UDP 2122252543 4d5e-a.local 50000 typ host", IceTransports.Udp, IceCandidateType.Host, "4d5e-a.local", null)]
    public void Parse_OfBrowsers_IsRead(string text, IceTransports transport, IceCandidateType type, string host, string? tcpType)
    {
        Assert.True(IceCandidate.TryParse(text, out var candidate));
        Assert.Equal((transport, type, host, tcpType), (candidate.Transport, candidate.Type, candidate.Host, candidate.TcpType));
    }

    [Fact]
    public void Parse_WhatIsWritten_IsTheSame()
    {
        var candidate = IceCandidate.CreateHost("2001:db8::1", 8000, IceTransports.Tcp, rank: 3, foundation: 7);

        Assert.True(IceCandidate.TryParse(candidate.ToString(), out var read));
        Assert.Equal(candidate, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("candidate:1 2 udp 1 192.0.2.1 1 typ host")]
    [InlineData("candidate:1 1 sctp 1 192.0.2.1 1 typ host")]
    [InlineData("candidate:1 1 udp 4294967296 192.0.2.1 1 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 65536 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 1 typ none")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 1 type host")]
    public void Parse_Broken_IsRefused(string text) => Assert.False(IceCandidate.TryParse(text, out _));

    [Fact]
    public void Parse_Mutated_ThrowsNothing()
    {
        var valid = "a=candidate:1 1 TCP 1518280447 192.168.1.5 9 typ host tcptype active generation 0"u8.ToArray();
        var parsed = Mutations.Of(valid, 10_000).Count(static mutated => IceCandidate.TryParse(System.Text.Encoding.Latin1.GetString(mutated), out _));

        Assert.InRange(parsed, 1, 9_999);
    }
}
