using System.Text.RegularExpressions;
using Srs.Media.Streams;

namespace Srs.Tests.Architecture;

public sealed partial class ReferenceTests
{
    /// <summary>The second one is part of the base library: the exception of a process that cannot be started.</summary>
    private static readonly string[] AllowedPackages = ["Microsoft.Extensions.Logging.Abstractions", "Microsoft.Win32.Primitives"];

    [Fact]
    public void Media_References_NothingOfHttpOrKestrel()
    {
        var foreign = typeof(LiveStream).Assembly.GetReferencedAssemblies()
            .Select(static name => name.Name!)
            .Where(static name => !name.StartsWith("System.", StringComparison.Ordinal) && name != "netstandard")
            .Except(AllowedPackages);

        Assert.Empty(foreign);
    }

    [Fact]
    public void Media_NamesHttp_OnlyInTheHttpFlvClient()
    {
        var offenders = RepositoryFiles.Sources("Srs.Media")
            .Where(static file => file.Path != "Srs.Media/Protocols/HttpFlv/HttpFlvClient.cs" && Http().IsMatch(file.Text))
            .Select(static file => file.Path);

        Assert.Empty(offenders);
    }

    [Fact]
    public void Media_NamesSockets_OnlyUnderNet()
    {
        var offenders = RepositoryFiles.Sources("Srs.Media")
            .Where(static file => !file.Path.StartsWith("Srs.Media/Net/", StringComparison.Ordinal))
            .Where(static file => Sockets().IsMatch(file.Text))
            .Select(static file => file.Path);

        Assert.Empty(offenders);
    }

    [GeneratedRegex(@"System\.Net\.Http|\bnew Http|\bHttp(Client|RequestMessage|ResponseMessage)\b")]
    private static partial Regex Http();

    [GeneratedRegex(@"System\.Net\.Sockets|\bnew (Socket|TcpClient|UdpClient|TcpListener)\b")]
    private static partial Regex Sockets();
}
