using System.Net;
using Srs.Media.Access;
using Srs.Media.Streams;

namespace Srs.Tests.Access;

/// <summary>SRS's order of rules and its codes.</summary>
public sealed class SecurityListTests
{
    [Theory]
    [InlineData("", AccessAction.Play, "192.0.2.1", 1052)]
    [InlineData("allow play all", AccessAction.Play, "192.0.2.1", 0)]
    [InlineData("allow play all", AccessAction.Publish, "192.0.2.1", 1054)]
    [InlineData("allow publish 192.0.2.0/24", AccessAction.Publish, "192.0.2.1", 0)]
    [InlineData("allow publish 192.0.2.0/24", AccessAction.Publish, "198.51.100.1", 1054)]
    [InlineData("deny publish all", AccessAction.Publish, "192.0.2.1", 1053)]
    [InlineData("deny publish all", AccessAction.Play, "192.0.2.1", 0)]
    [InlineData("deny play 192.0.2.1", AccessAction.Play, "192.0.2.1", 1053)]
    [InlineData("deny play 192.0.2.1", AccessAction.Play, "192.0.2.2", 0)]
    [InlineData("allow play all; deny play 192.0.2.0/24", AccessAction.Play, "192.0.2.2", 1053)]
    [InlineData("deny play 192.0.2.0/24; allow play all", AccessAction.Play, "192.0.2.2", 1053)]
    [InlineData("deny play 192.0.2.0/24; allow play all", AccessAction.Play, "198.51.100.1", 0)]
    [InlineData("allow play 2001:db8::/32", AccessAction.Play, "2001:db8::7", 0)]
    [InlineData("allow play 2001:db8::/32", AccessAction.Play, "192.0.2.1", 1054)]
    [InlineData("allow play 192.0.2.1", AccessAction.Play, "::ffff:192.0.2.1", 0)]
    [InlineData("allow play 192.0.2.1", AccessAction.Play, null, 1054)]
    [InlineData("allow play all", AccessAction.Play, null, 0)]
    [InlineData("allow publish 127.0.0.1\n deny publish all;allow play all", AccessAction.Publish, "127.0.0.1", 1053)]
    public void Check_Rules_LetInOrRefuseAsSrs(string rules, AccessAction action, string? remote, int code)
    {
        Assert.True(SecurityList.TryParse(rules, out var list, out _));

        var refusal = Record.Exception(() => list.Check(action, remote is null ? null : IPAddress.Parse(remote)));

        Assert.Equal(code, (refusal as AccessDeniedException)?.Code ?? 0);
    }

    [Theory]
    [InlineData("allow", "allow")]
    [InlineData("allow play", "allow play")]
    [InlineData("permit play all", "permit play all")]
    [InlineData("allow watch all", "allow watch all")]
    [InlineData("allow play all; deny play 10.0.0.0/99", "deny play 10.0.0.0/99")]
    [InlineData("allow play example.com", "allow play example.com")]
    [InlineData("ALLOW play all", "ALLOW play all")]
    public void TryParse_Fault_IsNamed(string rules, string expected)
    {
        Assert.False(SecurityList.TryParse(rules, out _, out var fault));
        Assert.Equal(expected, fault);
    }
}
