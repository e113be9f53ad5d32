using Srs.Media.Cluster;

namespace Srs.Tests.Cluster;

public sealed class EdgeViaTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData(",,", "")]
    [InlineData("a", "a")]
    [InlineData("a,b,,c", "a|b|c")]
    public void Read_List_GivesItsIds(string? text, string expected) => Assert.Equal(expected, string.Join('|', EdgeVia.Read(text)));

    [Fact]
    public void Read_WhatWasWritten_ComesBack() => Assert.Equal(["a", "b"], EdgeVia.Read(EdgeVia.Write(["a", "b"])));

    [Fact]
    public void Read_EndlessList_IsCutToOneMoreThanAllowed()
    {
        Assert.Equal(EdgeVia.MaxServers + 1, EdgeVia.Read(string.Join(',', Enumerable.Repeat("a", 100_000))).Length);
        Assert.Equal(64, Assert.Single(EdgeVia.Read(new string('a', 100_000))).Length);
    }
}
