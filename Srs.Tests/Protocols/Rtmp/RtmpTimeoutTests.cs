using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp;

/// <summary>Every limit of time: nothing a second before, the end a second after.</summary>
public sealed class RtmpTimeoutTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Handshake_NotFinished_EndsAfterTenSeconds(int bytes)
    {
        await using var host = new RtmpTestHost();
        await using var client = host.Open();
        if (bytes > 0)
        {
            await client.SendRawAsync(new byte[] { 3 }.Concat(new byte[bytes - 1]).ToArray());
        }

        await Wait.UntilAsync(() => host.Sessions.Count == 1);
        host.Advance(9);
        Assert.False(client.ServerTask.IsCompleted);
        host.Advance(1);
        await client.ServerTask.WithinLimitAsync();

        await host.Log.WaitForAsync("no connect command came in time (limit 10 s)");
    }

    [Fact]
    public async Task Connect_NeverSent_EndsAfterTenSeconds()
    {
        await using var host = new RtmpTestHost();
        await using var client = host.Open();
        await client.ShakeHandsAsync();

        host.Advance(10);
        await client.ServerTask.WithinLimitAsync();

        await host.Log.WaitForAsync("ended before its connect command: IdleTimeout");
    }

    [Fact]
    public async Task Idle_AfterConnect_EndsAfterThirtySeconds()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();

        host.Advance(29);
        Assert.Single(host.Sessions.Sessions);
        host.Advance(2);
        await client.ServerTask.WithinLimitAsync();

        await host.Log.WaitForAsync("neither publishes nor plays");
    }

    [Fact]
    public async Task Publisher_WithoutFirstPacket_EndsAfterTwentySeconds()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();
        await client.PublishAsync();

        host.Advance(19);
        Assert.NotNull(host.Describe()!.PublisherId);
        host.Advance(1);
        await client.ServerTask.WithinLimitAsync();

        await host.Log.WaitForAsync("the publisher sends no media (limit 20 s)");
    }

    [Fact]
    public async Task Publisher_ThatFallsSilent_EndsAfterFiveSeconds()
    {
        await using var host = new RtmpTestHost();
        await using var client = await RtmpPlayTests.PublishAsync(host, 1);

        host.Advance(4);
        Assert.NotNull(host.Describe()!.PublisherId);
        host.Advance(1);
        await client.ServerTask.WithinLimitAsync();

        await host.Log.WaitForAsync("the publisher sends no media (limit 5 s)");
    }

    [Fact]
    public async Task Publisher_OfDataOnly_StaysWhileItSends()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();
        await client.PublishAsync();

        for (var i = 0; i < 5; i++)
        {
            host.Advance(15);
            await client.SendAsync(RtmpMessageType.DataAmf0, new byte[] { 2, 0, 6, (byte)'o', (byte)'n', (byte)'T', (byte)'e', (byte)'x', (byte)'t' }, 1);
            await client.CallAsync("_checkbw", 100 + i, 0);
            await client.ReadUntilAsync(r => r.Command?.TransactionId == 100 + i);
        }

        Assert.NotNull(host.Describe()!.PublisherId);
    }

    [Fact]
    public async Task Publisher_AfterUnpublish_HasTheIdleTime()
    {
        await using var host = new RtmpTestHost();
        await using var client = await RtmpPlayTests.PublishAsync(host, 1);
        await client.CallAsync("FCUnpublish", 6, 0, "livestream");
        await client.ReadStatusAsync("NetStream.Unpublish.Success");

        host.Advance(25);
        await client.PublishAsync();

        Assert.NotNull(host.Describe()!.PublisherId);
    }

    [Fact]
    public async Task Player_Silent_IsPingedOncePerIdleTime()
    {
        await using var host = new RtmpTestHost();
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();
        await player.CallAsync("_checkbw", 8, 0);
        await player.ReadUntilAsync(static r => r.Command?.TransactionId == 8);

        for (var i = 0; i < 13; i++)
        {
            // A timer is never exact.
            host.Pass(TimeSpan.FromSeconds(6.9));
            host.Advance(0.1);
        }

        await player.CallAsync("_checkbw", 9, 0);
        await player.ReadUntilAsync(static r => r.Command?.TransactionId == 9);
        Assert.Equal(2, player.Received.Count(static r => r.Label == "PingRequest"));
    }

    [Fact]
    public async Task Player_Paused_EndsAfterThreeMinutes()
    {
        await using var host = new RtmpTestHost();
        await using var player = await host.ConnectAsync();
        var id = await player.PlayAsync();
        await player.CallAsync("pause", 0, id, true, 0);
        await player.ReadStatusAsync("NetStream.Pause.Notify");

        host.Advance(178);
        Assert.Single(host.Clients);
        host.Advance(3);
        await player.ServerTask.WithinLimitAsync();

        await host.Log.WaitForAsync("paused for too long");
    }

    [Fact]
    public async Task Player_ThatNeverReads_EndsAfterStallTimeout()
    {
        await using var host = new RtmpTestHost(new VhostOptions { Play = new PlayOptions { StallTimeout = TimeSpan.FromSeconds(5) } });
        await using var publisher = await RtmpPlayTests.PublishAsync(host, 25);
        await using var good = await host.ConnectAsync();
        await good.PlayAsync();
        await using var bad = await host.ConnectAsync(toClientBytes: 4096);
        await bad.PlayAsync();

        var time = 1000u;
        for (var second = 0; second < 8; second++)
        {
            host.Pass(TimeSpan.FromSeconds(0.9));
            time = await publisher.SendMediaAsync(25, time);
            await RtmpPlayTests.ReadFrameAsync(good, 24, second + 2);
            host.Advance(0.1);
        }

        await bad.ServerTask.WithinLimitAsync();
        await host.Log.WaitForAsync("SlowConsumer");
        Assert.Equal(2, host.Clients.Count);
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("closeStream")]
    [InlineData("play")]
    [InlineData("receiveAudio")]
    public async Task Player_ThatNeverReadsButSendsCommands_EndsAfterStallTimeout(string command)
    {
        await using var host = new RtmpTestHost(new VhostOptions { Play = new PlayOptions { StallTimeout = TimeSpan.FromSeconds(5) } });
        await using var publisher = await RtmpPlayTests.PublishAsync(host, 25);
        await using var bad = await host.ConnectAsync(toClientBytes: 4096);
        await bad.PlayAsync();
        await publisher.SendMediaAsync(200, 1000);
        await Wait.UntilAsync(() => host.Sessions.Sessions.Any(session => session.SentBytes - bad.BytesRead >= 4096), "the player's output to fill");

        AmfValue argument = command switch { "pause" => true, "receiveAudio" => false, _ => "other" };
        await bad.CallAsync(command, 0, 1, argument);
        for (var second = 0; second < 15 && !bad.ServerTask.IsCompleted; second++)
        {
            // Other timeouts must not be what helps: the publisher goes on.
            await publisher.SendMediaAsync(1, 9000 + (uint)second * 1000);
            await host.WaitForFramesAsync(226 + second);
            host.Advance(1);
        }

        await bad.ServerTask.WithinLimitAsync();
    }

    [Fact]
    public async Task Client_ThatSendsCommandsAndNeverReads_Ends()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync(toClientBytes: 4096);
        var asking = AskAsync();

        await Wait.UntilAsync(() => host.Sessions.Sessions[0].SentBytes > 4096);
        host.Advance(31);
        await client.ServerTask.WithinLimitAsync();

        await asking.WithinLimitAsync();

        async Task AskAsync()
        {
            for (var i = 0; i < 5000; i++)
            {
                await client.CallAsync("_checkbw", i + 10, 0);
            }
        }
    }

    [Fact]
    public async Task Stop_EndsEverySession_WithItsReason()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await RtmpPlayTests.PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();
        await using var idle = host.Open();

        host.Stop();
        await Task.WhenAll(publisher.ServerTask, player.ServerTask, idle.ServerTask).WithinLimitAsync();

        Assert.Equal(2, host.Log.Lines.Count(static line => line.Text.Contains("ended: ServerShutdown", StringComparison.Ordinal)));
    }
}
