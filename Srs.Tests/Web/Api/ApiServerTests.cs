using Srs.Media.Streams;

namespace Srs.Tests.Web.Api;

/// <summary>Base of the tests that need a server of their own.</summary>
[Trait("Category", "Loopback")]
public abstract class ApiServerTests : IAsyncLifetime
{
    internal static readonly StreamKey Live = new(VhostTable.DefaultName, "live", "livestream");

    internal ApiServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await ApiServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
