using Srs.Media.Streams;

namespace Srs.Tests.Streams;

public sealed class VhostTableTests
{
    private static readonly VhostOptions Special = new() { ChunkSize = 4096 };
    private static readonly VhostTable Table = new(new VhostOptions(), [KeyValuePair.Create("Example.com", Special)]);

    [Theory]
    [InlineData("Example.com")]
    [InlineData("example.COM")]
    public void Resolve_ConfiguredInAnyCase_GivesNameAsConfigured(string host) => Assert.Equal(("Example.com", Special), Table.Resolve(host));

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1")]
    [InlineData("sub.example.com")]
    public void Resolve_Unknown_GivesDefault(string host) => Assert.Equal((VhostTable.DefaultName, Table.Default), Table.Resolve(host));
}
