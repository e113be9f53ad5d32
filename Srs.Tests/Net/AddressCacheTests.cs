using System.Net;
using System.Net.Sockets;
using Srs.Media.Net;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Net;

public sealed class AddressCacheTests
{
    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_AskedAgain_AreRememberedForAWhile()
    {
        var asked = 0;
        var cache = new HostNameCache(_clock, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse($"192.0.2.{++asked}")]));
        Assert.Equal("192.0.2.1", (await cache.ResolveAsync("Example.com", Cancel)).Single().ToString());
        _clock.Advance(HostNameCache.Lifetime - TimeSpan.FromTicks(1));
        Assert.Equal("192.0.2.1", (await cache.ResolveAsync("example.com", Cancel)).Single().ToString());
        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal("192.0.2.2", (await cache.ResolveAsync("example.com", Cancel)).Single().ToString());
    }

    [Fact]
    public async Task Names_UnknownOrUnanswered_HaveNoAddress()
    {
        var unknown = new HostNameCache(_clock, static (_, _) => throw new SocketException((int)SocketError.HostNotFound));
        Assert.Empty(await unknown.ResolveAsync("example.com", Cancel));

        var silent = new HostNameCache(_clock, static (_, _) => new TaskCompletionSource<IPAddress[]>().Task);
        var asking = silent.ResolveAsync("example.com", Cancel);
        Assert.False(asking.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(await asking.AsTask().WithinLimitAsync());
    }

    [Fact]
    public async Task Names_Many_AreForgotten()
    {
        var asked = 0;
        var cache = new HostNameCache(_clock, (_, _) =>
        {
            asked++;
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        });
        for (var i = 0; i < 3 * HostNameCache.MaxNames; i++)
        {
            await cache.ResolveAsync($"{i}.example.com", Cancel);
        }

        await cache.ResolveAsync($"{(3 * HostNameCache.MaxNames) - 1}.example.com", Cancel);
        Assert.Equal(3 * HostNameCache.MaxNames, asked);
        await cache.ResolveAsync("0.example.com", Cancel);
        Assert.Equal((3 * HostNameCache.MaxNames) + 1, asked);
    }

    [Fact]
    public void LocalAddresses_AskedAgain_AreRememberedForAWhile()
    {
        var asked = 0;
        var cache = new LocalAddressCache(_clock, () => [IPAddress.Parse($"192.0.2.{++asked}")]);
        cache.Get();
        cache.Get();
        Assert.Equal(1, asked);
        _clock.Advance(LocalAddressCache.Lifetime);

        Assert.Equal("192.0.2.2", cache.Get().Single().ToString());
    }
}
