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
    public void Read_EndlessList_IsCut()
    {
        Assert.Equal(EdgeVia.MaxServers, EdgeVia.Read(string.Join(',', Enumerable.Repeat("a", 100_000))).Length);
        Assert.Equal(64, Assert.Single(EdgeVia.Read(new string('a', 100_000))).Length);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(-1.0, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(16.0, 16)]
    [InlineData(17.0, 17)]
    [InlineData(double.PositiveInfinity, 17)]
    public void ReadHops_Number_IsWithinItsRange(double? told, int expected) => Assert.Equal(expected, EdgeVia.ReadHops(told));
}
