namespace Srs.Tests.TestSupport.Rtc;

/// <summary>A publisher and a player by WebRTC that must not notice what happens beside them.</summary>
internal sealed class RtcGoodStream : IAsyncDisposable
{
    private RtcGoodStream(RtcTestPublisher publisher, RtcTestPlayer player) => (Publisher, Player) = (publisher, player);

    public RtcTestPublisher Publisher { get; }

    public RtcTestPlayer Player { get; }

    public static async Task<RtcGoodStream> StartAsync(SrsTestServer server, string name = "good")
    {
        var publisher = await RtcTestPublisher.PublishAsync(server, new RtcTestOptions { Stream = name });
        var player = await RtcTestPlayer.PlayAsync(server, new RtcTestOptions { Stream = name });
        await player.WaitForAsync(publisher.Last);
        return new RtcGoodStream(publisher, player);
    }

    /// <summary>Every picture has come, and those from now on do.</summary>
    public async Task AssertUnharmedAsync()
    {
        await Player.WaitForAsync(Publisher.Last + 10);
        Player.AssertWhole();
        Assert.Single(Player.Arrivals.Select(static packet => packet.Ssrc).Distinct());
    }

    public async ValueTask DisposeAsync()
    {
        await Publisher.DisposeAsync();
        await Player.DisposeAsync();
    }
}
