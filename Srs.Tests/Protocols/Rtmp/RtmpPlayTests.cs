using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp;

/// <summary>Playing: what comes first, and what a player may ask for on the way.</summary>
public sealed class RtmpPlayTests
{
    [Fact]
    public async Task Play_Answer_IsInSrsOrderAndHeadersComeFirst()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 30);
        await using var player = await host.ConnectAsync();

        var id = await player.PlayAsync();
        await ReadFrameAsync(player, 29);

        string[] expected =
        [
            "StreamBegin", "NetStream.Play.Reset", "NetStream.Play.Start", "|RtmpSampleAccess", "NetStream.Data.Start", "Video header", "Audio header",
        ];
        Assert.Equal(expected, player.Received.Skip(6).Take(expected.Length).Select(static r => r.Label));
        var media = player.Received.Where(static r => r.IsMedia).ToList();
        Assert.All(media, r => Assert.Equal(id, r.StreamId));
        Assert.Equal(25, TestMedia.NumberOf(media[2].Payload));
        AssertMonotonic(media);
        var info = Assert.Single(host.Clients, static info => !info.IsPublisher);
        Assert.Equal(("rtmp-play", "livestream"), (info.Type, info.Name));
    }

    [Fact]
    public async Task Play_BeforePublish_IsNotifiedAndGetsAllFromTheFirst()
    {
        await using var host = new RtmpTestHost();
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();

        await using var publisher = await PublishAsync(host, 3);
        await ReadFrameAsync(player, 2);

        Assert.Contains(player.Received, static r => r.StatusCode == "NetStream.Play.PublishNotify");
        Assert.Equal([0, 1, 2], VideoNumbers(player));
    }

    [Fact]
    public async Task Play_TwoPlayersOneLate_SeeTheSameGroup()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 10);
        await using var first = await host.ConnectAsync();
        await first.PlayAsync();
        await ReadFrameAsync(first, 9);
        await using var second = await host.ConnectAsync();
        await second.PlayAsync();

        await publisher.SendMediaAsync(1, from: 400, group: 1);
        await ReadFrameAsync(first, 0, times: 2);
        await ReadFrameAsync(second, 0, times: 2);

        Assert.Equal(VideoNumbers(first), VideoNumbers(second));
    }

    [Fact]
    public async Task Pause_NoMediaUntilUnpause_TimesGoOn()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        var id = await player.PlayAsync();
        await ReadFrameAsync(player, 4);

        await player.CallAsync("pause", 0, id, true, 0);
        await player.ReadStatusAsync("NetStream.Pause.Notify");
        await player.ReadUntilAsync(static r => r.Label == "StreamEof");
        host.Pass(TimeSpan.FromSeconds(2));
        await publisher.SendMediaAsync(5, from: 2200, group: 100);
        await host.WaitForFramesAsync(10);
        host.Advance(3);
        var before = player.Received.Count;

        await player.CallAsync("pause", 0, id, false, 0);
        await player.ReadStatusAsync("NetStream.Unpause.Notify");
        await ReadFrameAsync(player, 4, times: 2);
        Assert.DoesNotContain(player.Received.Take(player.Received.Count).Skip(before).TakeWhile(static r => r.Label != "StreamBegin"), static r => r.IsMedia);
        AssertMonotonic(player.Received);
    }

    [Fact]
    public async Task Pause_ToggledQuickly_NeverEndsThePlayer()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        var id = await player.PlayAsync();

        for (var i = 0; i < 500; i++)
        {
            await player.CallAsync("pause", 0, id, i % 2 == 0, 0);
        }

        await player.CallAsync("_checkbw", 9, 0);
        await player.ReadUntilAsync(static r => r.Command?.TransactionId == 9);
        AssertMonotonic(player.Received);
    }

    [Fact]
    public async Task CloseStream_ThenSecondPlay_Works()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        var id = await player.PlayAsync();
        await ReadFrameAsync(player, 4);

        await player.CallAsync("closeStream", 0, id);
        await Wait.UntilAsync(() => host.Describe()!.ClientCount == 1, "the player to leave");
        await player.CallAsync("play", 0, id, "livestream");
        await player.ReadUntilAsync(static r => r.Label == "NetStream.Data.Start");
        await ReadFrameAsync(player, 4, times: 2);
    }

    [Fact]
    public async Task Play_AnotherStreamWithoutClosing_Changes()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 5);
        await using var other = await PublishAsync(host, 7, stream: "other");
        await using var player = await host.ConnectAsync();
        var id = await player.PlayAsync();
        await ReadFrameAsync(player, 4);

        await player.CallAsync("play", 0, id, "other");
        await player.ReadUntilAsync(static r => r.Label == "NetStream.Data.Start");
        await ReadFrameAsync(player, 6);

        Assert.Equal(1, host.Describe()!.ClientCount);
        Assert.Equal(2, host.Describe("other")!.ClientCount);
    }

    [Fact]
    public async Task Seek_IsIgnored_AndPlayGoesOn()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        var id = await player.PlayAsync();

        await player.CallAsync("seek", 0, id, 1000);

        await ReadFrameAsync(player, 4);
    }

    [Fact]
    public async Task Play_Duration_EndsAfterIt()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 25);
        await using var player = await host.ConnectAsync();

        await player.PlayAsync("livestream", -1, 400);
        await player.ReadToEndAsync();

        await host.Log.WaitForAsync("DurationReached");
        Assert.Equal(Enumerable.Range(0, 10), VideoNumbers(player));
    }

    [Fact]
    public async Task ReceiveVideo_Off_LeavesSoundOnly()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        var id = await player.PlayAsync();
        await ReadFrameAsync(player, 4);

        await player.CallAsync("receiveVideo", 0, id, false);
        await player.CallAsync("_checkbw", 9, 0);
        await player.ReadUntilAsync(static r => r.Command is { TransactionId: 9 });
        var before = player.Received.Count;
        await publisher.SendMediaAsync(5, from: 200, group: 100);
        await player.ReadUntilAsync(static r => r.Type == RtmpMessageType.Audio && !r.IsSequenceHeader && TestMedia.NumberOf(r.Payload) == 4);
        await publisher.SendMediaAsync(1, from: 400, group: 1);
        await player.ReadUntilAsync(static r => r.Type == RtmpMessageType.Audio && !r.IsSequenceHeader && TestMedia.NumberOf(r.Payload) == 0);

        Assert.DoesNotContain(player.Received.Skip(before), static r => r.Type == RtmpMessageType.Video && !r.IsSequenceHeader);
        AssertMonotonic(player.Received);
    }

    [Fact]
    public async Task ReceiveAudio_OffBeforePlayAndOnAgain()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        var id = await player.PlayAsync();
        await ReadFrameAsync(player, 4);

        await player.CallAsync("receiveAudio", 0, id, false);
        await player.CallAsync("receiveAudio", 0, id, true);
        await player.CallAsync("_checkbw", 9, 0);
        await player.ReadUntilAsync(static r => r.Command is { TransactionId: 9 });
        await publisher.SendMediaAsync(2, from: 200, group: 100);

        await player.ReadUntilAsync(static r => r.Type == RtmpMessageType.Audio && !r.IsSequenceHeader && TestMedia.NumberOf(r.Payload) == 1);
    }

    [Fact]
    public async Task Play_OtherMessageStream_CarriesItsNumber()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        await player.CreateStreamAsync(2);

        var id = await player.PlayAsync();
        await ReadFrameAsync(player, 4);

        Assert.Equal(2u, id);
        Assert.All(player.Received.Where(static r => r.IsMedia), static r => Assert.Equal(2u, r.StreamId));
    }

    [Fact]
    public async Task Ping_OfPlayer_IsAnsweredBetweenMedia()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();

        await player.SendAsync(RtmpMessageType.UserControl, new byte[] { 0, 6, 1, 2, 3, 4 }, chunkStreamId: 2);
        var pong = await player.ReadUntilAsync(static r => r.Label == "PingResponse");

        Assert.Equal(0x01020304u, RtmpUserControl.Read(pong.Payload).Value);
    }

    [Fact]
    public async Task AckWindow_OfClient_IsKept()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 1);

        await publisher.SendControlAsync(RtmpMessageType.WindowAckSize, 1000);
        await publisher.SendMediaAsync(40, from: 40);
        var acknowledgement = await publisher.ReadUntilAsync(static r => r.Type == RtmpMessageType.Acknowledgement);

        Assert.InRange(RtmpControlMessage.Read(acknowledgement.Type, acknowledgement.Payload), 1000u, 10_000u);
    }

    [Fact]
    public async Task AckWindow_SetBeforeConnect_IsNotForgotten()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = host.Open();
        await publisher.ShakeHandsAsync();
        await publisher.SendControlAsync(RtmpMessageType.WindowAckSize, 1000);
        await publisher.ConnectAsync();

        await publisher.PublishAsync();
        await publisher.SendMediaAsync(40);

        await publisher.ReadUntilAsync(static r => r.Type == RtmpMessageType.Acknowledgement);
    }

    [Fact]
    public async Task Play_StreamOfRefusedName_IsTold()
    {
        await using var host = new RtmpTestHost();
        await using var player = await host.ConnectAsync();

        await player.CallAsync("play", 0, 1, "..%2fx");
        await player.ReadStatusAsync("NetStream.Play.Failed");
        await player.ReadToEndAsync();

        await host.Log.WaitForAsync("was refused, code 2055");
    }

    [Theory]
    [InlineData("play", "publish")]
    [InlineData("publish", "play")]
    public async Task PlayAndPublish_OnOneConnection_EndsIt(string first, string second)
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();

        await client.CallAsync(first, 0, 1, "one");
        await client.CallAsync(second, 0, 2, "two");
        await client.ReadToEndAsync();

        await host.Log.WaitForAsync("broke the protocol");
    }

    [Fact]
    public async Task Kick_EndsPlayer_WithItsReason()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();

        host.Sessions.Find(host.Clients.Single(static info => !info.IsPublisher).Id)!.End(SessionEndReason.Kicked);
        await player.ReadToEndAsync();

        await host.Log.WaitForAsync("ended: Kicked");
        Assert.NotNull(host.Describe()!.PublisherId);
    }

    [Fact]
    public async Task Kick_EndsPublisher_PlayersStay()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();

        host.Sessions.Find(host.Describe()!.PublisherId!)!.End(SessionEndReason.Kicked);
        await publisher.ReadToEndAsync();
        await Wait.UntilAsync(() => host.Describe()!.PublisherId is null);

        Assert.Single(host.Clients);
    }

    internal static async Task<RtmpTestClient> PublishAsync(RtmpTestHost host, int frames, string stream = "livestream", string app = "live")
    {
        var publisher = await host.ConnectAsync(app);
        await publisher.PublishAsync(stream);
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(frames);
        await Wait.UntilAsync(() => host.Describe(stream, app)?.Tracks.FirstOrDefault()?.Frames >= frames, $"{frames} frames");
        return publisher;
    }

    /// <summary>Reads until the video frame of that number has come that many times.</summary>
    internal static async Task ReadFrameAsync(RtmpTestClient player, int number, int times = 1)
    {
        while (VideoNumbers(player).Count(n => n == number) < times)
        {
            Assert.NotNull(await player.ReadAsync());
        }
    }

    internal static List<int> VideoNumbers(RtmpTestClient player) =>
        [.. player.Received.Where(static r => r.Type == RtmpMessageType.Video && !r.IsSequenceHeader).Select(static r => TestMedia.NumberOf(r.Payload))];

    internal static void AssertMonotonic(IEnumerable<RtmpReceived> received)
    {
        foreach (var kind in received.Where(static r => r.IsMedia && !r.IsSequenceHeader).GroupBy(static r => r.Type))
        {
            var times = kind.Select(static r => r.Timestamp).ToList();
            Assert.Equal(times.Order(), times);
        }
    }
}
