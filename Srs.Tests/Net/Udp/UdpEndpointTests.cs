using System.Net;
using Srs.Media.Net.Udp;

namespace Srs.Tests.Net.Udp;

public sealed class UdpEndpointTests
{
    [Theory]
    [InlineData("192.0.2.1:5000")]
    [InlineData("255.255.255.255:65535")]
    [InlineData("[2001:db8::1]:5000")]
    [InlineData("[fe80::1%3]:1")]
    public void From_Endpoint_ToTheSame(string text)
    {
        var expected = IPEndPoint.Parse(text);

        Assert.Equal(expected, UdpEndpoint.From(expected).ToIPEndPoint());
    }

    [Fact]
    public void Equals_IPv4AndItsMappedForm_AreTheSamePeer()
    {
        var plain = UdpEndpoint.From(IPEndPoint.Parse("192.0.2.1:5000"));
        var mapped = UdpEndpoint.From(new IPEndPoint(IPAddress.Parse("192.0.2.1").MapToIPv6(), 5000));

        Assert.Equal(plain, mapped);
        Assert.Equal(plain.GetHashCode(), mapped.GetHashCode());
        Assert.Equal("192.0.2.1:5000", mapped.ToString());
        Assert.True(mapped.IsIPv4);
    }

    [Fact]
    public void Equals_OtherPortAddressOrAddressOfOurs_Differ()
    {
        var remote = IPEndPoint.Parse("192.0.2.1:5000");
        UdpEndpoint[] all =
        [
            default,
            UdpEndpoint.From(remote),
            UdpEndpoint.From(IPEndPoint.Parse("192.0.2.1:5001")),
            UdpEndpoint.From(IPEndPoint.Parse("192.0.2.2:5000")),
            UdpEndpoint.From(IPEndPoint.Parse("[2001:db8::1]:5000")),
            UdpEndpoint.From(remote, IPAddress.Loopback),
            UdpEndpoint.From(remote, IPAddress.Parse("127.0.0.2")),
        ];

        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(all[1], all[5].WithoutLocalAddress());
        Assert.Equal(IPAddress.Parse("127.0.0.2"), all[6].LocalAddress);
        Assert.Null(all[1].LocalAddress);
    }

    [Theory]
    [InlineData("192.0.2.1:5000", false)]
    [InlineData("192.0.2.1:5000", true)]
    [InlineData("[2001:db8::1]:5000", true)]
    [InlineData("[fe80::1%7]:5000", true)]
    public void Read_WhatWasWritten_IsTheSame(string text, bool isIPv6)
    {
        var endpoint = UdpEndpoint.From(IPEndPoint.Parse(text));
        Span<byte> bytes = stackalloc byte[UdpEndpoint.IPv6SocketAddressLength];
        bytes.Fill(0xEE);
        endpoint.Write(bytes, isIPv6);

        Assert.Equal(endpoint, UdpEndpoint.Read(bytes, isIPv6));
    }

    [Fact]
    public void Write_ToSocketAddress_IsWhatTheFrameworkWrites()
    {
        foreach (var text in new[] { "192.0.2.1:5000", "[2001:db8::1]:5000" })
        {
            var expected = IPEndPoint.Parse(text).Serialize();
            var isIPv6 = text[0] == '[';
            var bytes = new byte[expected.Size];
            expected.Buffer.Span[..2].CopyTo(bytes);
            UdpEndpoint.From(IPEndPoint.Parse(text)).Write(bytes, isIPv6);

            Assert.Equal(expected.Buffer[..expected.Size].ToArray(), bytes);
        }
    }

    [Fact]
    public void Hash_ManyPeers_Spreads()
    {
        var buckets = Enumerable.Range(0, 65_536)
            .Select(static i => UdpEndpoint.From(new IPEndPoint(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), 40_000 + (i % 7))).GetHashCode() & 0xFFF)
            .CountBy(static bucket => bucket);

        Assert.All(buckets, static bucket => Assert.InRange(bucket.Value, 1, 64));
    }
}
