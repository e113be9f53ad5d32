using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Srs.Media.Buffers;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Hosting;

public sealed class ConnectionMemoryTests
{
    /// <summary>With the shared pool, which keeps few arrays, thousands of publishers make garbage with every receive.</summary>
    [Fact]
    public async Task Connection_HasMemoryOfKestrelsPinnedBlocks()
    {
        var seen = new SeenPool();
        await using var server = await SrsTestServer.StartAsync(BufferPool.Shared, services => services.AddSingleton<IStartupFilter>(seen));
        using var http = new HttpClient();

        await http.GetAsync(new Uri($"http://127.0.0.1:{server.HttpPort}/"), TestContext.Current.CancellationToken);

        Assert.NotNull(seen.Pool);
        Assert.NotSame(MemoryPool<byte>.Shared, seen.Pool);
    }

    private sealed class SeenPool : IStartupFilter
    {
        public MemoryPool<byte>? Pool { get; private set; }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(request => context =>
            {
                Pool = context.Features.Get<IMemoryPoolFeature>()?.MemoryPool;
                return request(context);
            });
            next(app);
        };
    }
}
