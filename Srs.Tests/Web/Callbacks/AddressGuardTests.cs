using System.Net;
using Srs.Web.Callbacks;

namespace Srs.Tests.Web.Callbacks;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.1.1")]
    [InlineData("172.16.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("8.8.8.8")]
    [InlineData("::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("2001:db8::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("2002:0a00:0001::1")]
    public void Allows_WhereCallbackServersLive_IsTrue(string address) => Assert.True(new AddressGuard([]).Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("192.0.0.192")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd20:ce::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("febf::1")]
    [InlineData("ff02::1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.1.1.1")]
    [InlineData("255.255.255.255")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("::")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0.0.0.0")]
    [InlineData("::169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::a9fe:a9fe")]
    [InlineData("::ffff:0:a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2001:db8::5efe:169.254.169.254")]
    [InlineData("2001:db8::200:5efe:169.254.169.254")]
    [InlineData("fec0::1")]
    [InlineData("fd00:ec2::23")]
    public void Allows_MetadataLinkLocalMulticastUnspecified_IsFalse(string address) =>
        Assert.False(new AddressGuard([]).Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("169.254.10.0/24", "169.254.10.7", true)]
    [InlineData("169.254.10.0/24", "::ffff:169.254.10.7", true)]
    [InlineData("169.254.10.0/24", "169.254.169.254", false)]
    [InlineData("10.0.0.0/8 169.254.169.254", "169.254.169.254", true)]
    [InlineData("fe80::/10", "fe80::1", true)]
    public void Allows_WhatASettingNames_IsTrue(string list, string address, bool expected)
    {
        Assert.True(AddressGuard.TryParseList(list, out var allowed, out _));

        Assert.Equal(expected, new AddressGuard(allowed).Allows(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("10.0.0.0/x", "10.0.0.0/x")]
    [InlineData("127.0.0.1 localhost", "localhost")]
    [InlineData("10.0.0.0/33", "10.0.0.0/33")]
    public void TryParseList_NoNetwork_NamesIt(string list, string fault)
    {
        Assert.False(AddressGuard.TryParseList(list, out _, out var found));
        Assert.Equal(fault, found);
    }
}
