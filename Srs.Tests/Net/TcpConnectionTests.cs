using System.Net;
using System.Net.Sockets;
using Srs.Media.Net;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Net;

public sealed class TcpConnectionTests
{
    private static readonly IPAddress[] Both = [IPAddress.IPv6Loopback, IPAddress.Loopback];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(10, 2)]
    [InlineData(1, 0.5)]
    [InlineData(-0.001, 2)]
    public async Task Connect_FirstAddressIsSilent_TheNextIsTriedInTime(double limit, double share)
    {
        var clock = new ManualTimeProvider();
        using var expected = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var connecting = TcpConnection.ConnectToFirstAsync(
            Both,
            TimeSpan.FromSeconds(limit),
            clock,
            async (address, token) =>
            {
                await Task.Delay(address.AddressFamily == AddressFamily.InterNetworkV6 ? Timeout.Infinite : 0, token);
                return expected;
            },
            Cancel);

        clock.Advance(TimeSpan.FromSeconds(share) - TimeSpan.FromTicks(1));
        Assert.False(connecting.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Same(expected, await connecting.WithinLimitAsync());
    }

    [Fact]
    public async Task Connect_AddressFamilyIsMissing_TheNextIsTried()
    {
        using var expected = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        Assert.Same(expected, await TcpConnection.ConnectToFirstAsync(
            Both,
            TimeSpan.FromSeconds(10),
            new ManualTimeProvider(),
            (address, _) => address.AddressFamily == AddressFamily.InterNetwork
                ? Task.FromResult(expected)
                : throw new SocketException((int)SocketError.AddressFamilyNotSupported),
            Cancel));
    }

    [Fact]
    public async Task Connect_CallerGivesUp_TriesNoOther()
    {
        using var stop = new CancellationTokenSource();
        var tried = new List<IPAddress>();
        var connecting = TcpConnection.ConnectToFirstAsync(
            Both,
            TimeSpan.FromSeconds(10),
            new ManualTimeProvider(),
            async (address, token) =>
            {
                tried.Add(address);
                await Task.Delay(Timeout.Infinite, token);
                throw new InvalidOperationException();
            },
            stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WithinLimitAsync());
        Assert.Equal([IPAddress.IPv6Loopback], tried);
    }

    [Fact]
    public async Task Connect_NameIsNone_ThrowsIOException() => await Assert.ThrowsAsync<IOException>(() => TcpConnection.ConnectAsync(
        new string('a', 300), 1935, tls: null, TimeSpan.FromSeconds(10), TimeProvider.System, Cancel));
}
