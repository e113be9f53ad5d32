using System.Buffers;
using System.Buffers.Binary;
using Srs.Media;
using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp.Client;

/// <summary>The client against servers of every kind, odd and hostile ones too.</summary>
public sealed class RtmpClientScriptTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_AnnouncesItselfAndReadsTheServersCapabilities()
    {
        var (server, connecting) = ScriptedServer.Start(static options => options with
        {
            ConnectProperties = new Dictionary<string, object> { ["pageUrl"] = "http://page", ["app"] = "other" },
        });
        var connect = await server.AcceptAsync(AmfValue.Object(
            ("fmsVer", "FMS/9"), ("capsEx", 3), ("fourCcList", AmfValue.StrictArray("hvc1", "Opus")), ("videoFourCcInfoMap", AmfValue.Object(("*", 4)))));
        var client = await connecting.WithinLimitAsync();

        var announced = connect.CommandObject;
        Assert.Equal("rtmp://host/live", announced["tcUrl"].AsString());
        Assert.Equal(("other", "http://page"), (announced["app"].AsString(), announced["pageUrl"].AsString()));
        Assert.Equal(15, announced["capsEx"].AsNumber());
        Assert.Contains(announced["fourCcList"].Elements, static code => code.AsString() == "av01");
        Assert.Equal(4, announced["videoFourCcInfoMap"]["*"].AsNumber());
        Assert.Equal("FMS/9", client.Server.FmsVersion);
        Assert.Equal(RtmpExtensions.Reconnect | RtmpExtensions.Multitrack, client.Server.Capabilities.Extensions);
        Assert.True(client.Server.Capabilities.TakesVideo(FlvFourCc.Hevc));

        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Play_SendsTheStreamWithItsParameters()
    {
        var (server, client) = await ScriptedServer.ConnectAsync();
        var playing = client.PlayAsync(Cancel);
        await server.AnswerCreateStreamAsync();

        Assert.Equal("livestream?a=1", (await server.ReadCommandAsync("play")).Argument(0).AsString());
        var buffer = await server.ReadUntilAsync(static message => message.Type == RtmpMessageType.UserControl);
        Assert.Equal(new RtmpUserControl(RtmpUserControlEvent.SetBufferLength, 1, 3000), RtmpUserControl.Read(buffer.Payload));

        await server.SendAsync(RtmpMessageType.Video, TestMedia.KeyFrame(1), 40);
        await playing.WithinLimitAsync();
        Assert.Equal("Video 40 1", await ReadAsync(client));
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("NetStream.Play.StreamNotFound")]
    [InlineData("NetStream.Play.Failed")]
    public async Task Play_Refused_ThrowsTheStatus(string code)
    {
        var (server, client) = await ScriptedServer.ConnectAsync();
        var playing = client.PlayAsync(Cancel);
        await server.AnswerCreateStreamAsync();
        await server.ReadCommandAsync("play");
        await server.SendStatusAsync("error", code);

        var refusal = await Assert.ThrowsAsync<RtmpStatusException>(() => playing.WithinLimitAsync());
        Assert.Equal((code, "Because.", null), (refusal.Code, refusal.Description, refusal.RedirectUrl));
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Connect_Refused_ThrowsTheStatus()
    {
        var (server, connecting) = ScriptedServer.Start();
        await server.ShakeHandsAsync();
        var connect = await server.ReadCommandAsync("connect");
        await server.SendAsync(RtmpCommand.Create("_error", connect.TransactionId, AmfValue.Null, AmfValue.Object(
            ("level", "error"), ("code", "NetConnection.Connect.Rejected"), ("description", "No."))));

        var refusal = await Assert.ThrowsAsync<RtmpStatusException>(() => connecting.WithinLimitAsync());
        Assert.Equal("NetConnection.Connect.Rejected", refusal.Code);
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("redirect2", "rtmp://next/app2/other?b=2", "rtmp://next/app2/other?b=2")]
    [InlineData("redirect", "rtmp://next/app2", "rtmp://next/app2/livestream?a=1")]
    public async Task Play_Redirected_GoesThere(string property, string value, string expected)
    {
        var (server, client) = await ScriptedServer.ConnectAsync(static options => options with { MaxRedirects = 1 });
        var playing = client.PlayAsync(Cancel);
        await server.AnswerCreateStreamAsync();
        await server.ReadCommandAsync("play");
        await server.SendStatusAsync(
            "error", "NetConnection.Connect.Rejected", ("ex", AmfValue.Object(("code", 302), (property, value))));

        // The same pipe again, which the client has closed.
        await Assert.ThrowsAnyAsync<Exception>(() => playing.WithinLimitAsync());
        Assert.Equal(expected, server.Opened[^1]);
        Assert.Equal(2, server.Opened.Count);
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(0, "rtmp://next/app2/other")]
    [InlineData(3, "http://next/app2/other")]
    [InlineData(3, "rtmp://next")]
    public async Task Play_RedirectedWhereItMayNotGo_ThrowsTheAddress(int most, string target)
    {
        var (server, client) = await ScriptedServer.ConnectAsync(options => options with { MaxRedirects = most });
        var playing = client.PlayAsync(Cancel);
        await server.AnswerCreateStreamAsync();
        await server.ReadCommandAsync("play");
        await server.SendStatusAsync("error", "NetConnection.Connect.Rejected", ("ex", AmfValue.Object(("redirect2", target))));

        var refusal = await Assert.ThrowsAsync<RtmpStatusException>(() => playing.WithinLimitAsync());
        Assert.Equal(target, refusal.RedirectUrl);
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Read_TimestampsWrap_GoOn()
    {
        var (server, client) = await ScriptedServer.PlayAsync();
        foreach (var timestamp in (uint[])[uint.MaxValue - 39, 0, 40])
        {
            await server.SendAsync(RtmpMessageType.Video, TestMedia.KeyFrame(1), timestamp);
        }

        var first = uint.MaxValue - 39L;
        Assert.Equal([$"Video {first} 1", $"Video {first + 40} 1", $"Video {first + 80} 1"], [await ReadAsync(client), await ReadAsync(client), await ReadAsync(client)]);
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Read_ControlMessages_AreAnsweredAndApplied()
    {
        var (server, client) = await ScriptedServer.PlayAsync();
        var ping = new byte[RtmpUserControl.MaxLength];
        var length = new RtmpUserControl(RtmpUserControlEvent.PingRequest, 77).Write(ping);
        await server.SendAsync(RtmpMessageType.UserControl, ping.AsMemory(0, length));
        await server.SendAsync(RtmpMessageType.WindowAckSize, Number(5000));
        await server.SendAsync(RtmpMessageType.Video, TestMedia.BigFrame(25, 10_000), 40);
        Assert.Equal("Video 40 25", await ReadAsync(client));
        var reading = client.ReadAsync(Cancel);

        var pong = await server.ReadUntilAsync(static message => message.Type == RtmpMessageType.UserControl && RtmpUserControl.Read(message.Payload).Event == RtmpUserControlEvent.PingResponse);
        Assert.Equal(77u, RtmpUserControl.Read(pong.Payload).Value);
        var acknowledgement = await server.ReadUntilAsync(static message => message.Type == RtmpMessageType.Acknowledgement);
        Assert.InRange(RtmpControlMessage.Read(RtmpMessageType.Acknowledgement, acknowledgement.Payload), 10_000u, 20_000u);

        await server.Output.CompleteAsync();
        Assert.Null(await reading.AsTask().WithinLimitAsync());
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Read_AggregateAndDataMessages_ComeAsTags()
    {
        var (server, client) = await ScriptedServer.PlayAsync();
        var aggregate = new ArrayBufferWriter<byte>();
        FlvMuxer.WriteTag(FlvTagType.Video, 100, TestMedia.KeyFrame(1), aggregate);
        FlvMuxer.WriteTag(FlvTagType.Audio, 140, TestMedia.AacFrame(2), aggregate);
        await server.SendAsync(RtmpMessageType.DataAmf0, Data("|RtmpSampleAccess", true, true));
        await server.SendAsync(RtmpMessageType.DataAmf3, (byte[])[0, .. Data("onMetaData", AmfValue.EcmaArray(("width", 7)))]);
        await server.SendAsync(RtmpMessageType.Aggregate, aggregate.WrittenMemory, 5000);

        using (var metadata = await client.ReadAsync(Cancel).AsTask().WithinLimitAsync())
        {
            Assert.Equal(FlvTagType.Script, metadata!.Type);
            Assert.Equal(Data("onMetaData", AmfValue.EcmaArray(("width", 7))), metadata.Body.Span.ToArray());
        }

        Assert.Equal(["Video 5000 1", "Audio 5040 2"], [await ReadAsync(client), await ReadAsync(client)]);
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Read_AggregatesOnly_AreAcknowledged_AndTheirControlPartsSkipped()
    {
        var (server, client) = await ScriptedServer.PlayAsync();
        await server.SendAsync(RtmpMessageType.WindowAckSize, Number(5000));
        var aggregate = new ArrayBufferWriter<byte>();
        FlvMuxer.WriteTag((FlvTagType)RtmpMessageType.UserControl, 100, (byte[])[0, 1, 0, 0, 0, 1], aggregate);
        FlvMuxer.WriteTag(FlvTagType.Video, 100, TestMedia.BigFrame(25, 10_000), aggregate);
        await server.SendAsync(RtmpMessageType.Aggregate, aggregate.WrittenMemory, 100);

        Assert.Equal("Video 100 25", await ReadAsync(client));
        var reading = client.ReadAsync(Cancel).AsTask();
        await server.ReadUntilAsync(static message => message.Type == RtmpMessageType.Acknowledgement);

        await server.Output.CompleteAsync();
        Assert.Null(await reading.WithinLimitAsync());
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Play_DataBeforeTheStart_IsKeptUpToALimit(int count)
    {
        var (server, client) = await ScriptedServer.ConnectAsync();
        var playing = client.PlayAsync(Cancel);
        await server.AnswerCreateStreamAsync();
        await server.ReadCommandAsync("play");
        for (var i = 0; i < count; i++)
        {
            await server.SendAsync(RtmpMessageType.DataAmf0, Data("onMetaData", AmfValue.EcmaArray(("width", i))));
        }

        await server.SendAsync(RtmpMessageType.Video, TestMedia.KeyFrame(1), 40);
        await playing.WithinLimitAsync();

        for (var i = 0; i < Math.Min(count, 7); i++)
        {
            using var tag = await client.ReadAsync(Cancel).AsTask().WithinLimitAsync();
            Assert.Equal(Data("onMetaData", AmfValue.EcmaArray(("width", i))), tag!.Body.Span.ToArray());
        }

        Assert.Equal("Video 40 1", await ReadAsync(client));
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Play_DataBeforeTheStartThatNobodyReads_IsGivenBack()
    {
        var (server, client) = await ScriptedServer.ConnectAsync();
        var playing = client.PlayAsync(Cancel);
        await server.AnswerCreateStreamAsync();
        await server.ReadCommandAsync("play");
        await server.SendAsync(RtmpMessageType.DataAmf0, Data("onMetaData", AmfValue.EcmaArray(("width", 7))));
        await server.SendStatusAsync("status", "NetStream.Play.Start");
        await playing.WithinLimitAsync();

        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Read_EveryWayToEnd_GivesNull()
    {
        Func<ScriptedServer, Task>[] ends =
        [
            static server => server.SendStatusAsync("status", "NetStream.Play.UnpublishNotify"),
            static server => server.SendStatusAsync("status", "NetStream.Play.Stop"),
            static server => server.SendAsync(RtmpMessageType.UserControl, (byte[])[0, 1, 0, 0, 0, 1]),
            static server => server.SendAsync(RtmpMessageType.DataAmf0, Data("onPlayStatus", AmfValue.Object(("code", "NetStream.Play.Complete")))),
            static async server => await server.Output.CompleteAsync(),
        ];
        foreach (var end in ends)
        {
            var (server, client) = await ScriptedServer.PlayAsync();
            await end(server);

            Assert.Null(await client.ReadAsync(Cancel).AsTask().WithinLimitAsync());
            Assert.Null(await client.ReadAsync(Cancel).AsTask().WithinLimitAsync());
            await client.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Read_ServerEndsWithAnError_Throws()
    {
        var (server, client) = await ScriptedServer.PlayAsync();
        await server.SendStatusAsync("error", "NetStream.Play.Failed");

        await Assert.ThrowsAsync<RtmpStatusException>(() => client.ReadAsync(Cancel).AsTask().WithinLimitAsync());
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Words_OfTheServer_AreCutAndCleaned()
    {
        var (server, client) = await ScriptedServer.PlayAsync();
        var words = "\u001b[2J\r\n" + new string('x', 100_000);
        await server.SendAsync(RtmpCommand.Create("onStatus", 0, AmfValue.Null, AmfValue.Object(
            ("level", "status"), ("code", "NetConnection.Connect.ReconnectRequest"), ("description", words))));
        await server.SendAsync(RtmpCommand.Create("onStatus", 0, AmfValue.Null, AmfValue.Object(
            ("level", "error"), ("code", words), ("description", words))));

        var refusal = await Assert.ThrowsAsync<RtmpStatusException>(() => client.ReadAsync(Cancel).AsTask().WithinLimitAsync());

        var expected = "?[2J??" + new string('x', 250) + "…";
        Assert.Equal((expected, expected, expected), (refusal.Code, refusal.Description, client.ReconnectRequest!.Description));
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task ReconnectRequest_IsTold()
    {
        var (server, client) = await ScriptedServer.PlayAsync();
        await server.SendStatusAsync("status", "NetConnection.Connect.ReconnectRequest", ("tcUrl", "rtmp://next/live"));
        await server.SendAsync(RtmpMessageType.Video, TestMedia.KeyFrame(1), 40);

        Assert.Null(client.ReconnectRequest);
        Assert.Equal("Video 40 1", await ReadAsync(client));
        Assert.Equal(new RtmpReconnectRequest("rtmp://next/live", "Because."), client.ReconnectRequest);
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Publish_SendsMetadataForLaterViewers_AndSaysGoodbye()
    {
        var (server, client) = await ScriptedServer.PublishAsync();
        await client.WriteAsync(FlvTagType.Script, TimeSpan.Zero, Data("onMetaData", AmfValue.EcmaArray(("width", 7))), Cancel);
        await client.WriteAsync(FlvTagType.Video, TimeSpan.FromMilliseconds(40), TestMedia.KeyFrame(3), Cancel);

        var metadata = (await server.ReadUntilAsync(static message => message.Type == RtmpMessageType.DataAmf0)).Data!;
        Assert.Equal(("@setDataFrame", "onMetaData"), (metadata.Name, metadata.Argument(0).AsString()));
        Assert.Equal(7, metadata.Argument(1)["width"].AsNumber());
        var video = await server.ReadUntilAsync(static message => message.Type == RtmpMessageType.Video);
        Assert.Equal((40u, 1u, 3), (video.Timestamp, video.StreamId, TestMedia.NumberOf(video.Payload)));

        var closing = client.DisposeAsync();
        await server.ReadCommandAsync("FCUnpublish");
        await server.ReadCommandAsync("deleteStream");
        await server.DisposeAsync();
        await closing.AsTask().WithinLimitAsync();
    }

    [Fact]
    public async Task Publish_ServerEndsIt_TheNextWriteThrows()
    {
        var (server, client) = await ScriptedServer.PublishAsync();
        await server.SendStatusAsync("error", "NetStream.Publish.Failed");

        var refusal = await Assert.ThrowsAsync<RtmpStatusException>(async () =>
        {
            while (true)
            {
                await client.WriteAsync(FlvTagType.Audio, TimeSpan.Zero, TestMedia.AacFrame(1), Cancel);
                await Task.Yield();
            }
        }).WithinLimitAsync();
        Assert.Equal("NetStream.Publish.Failed", refusal.Code);
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_OfAPublisher_ServerNeverCloses_WaitsForTheTimeoutOnly()
    {
        var (server, client) = await ScriptedServer.PublishAsync();
        var closing = client.DisposeAsync().AsTask();
        await server.ReadCommandAsync("deleteStream");

        // A ping now can no longer be answered, and does not end the wait.
        await server.SendAsync(RtmpMessageType.UserControl, (byte[])[0, 6, 0, 0, 0, 1]);
        await Task.WhenAny(closing, Task.Delay(50, Cancel));
        Assert.False(closing.IsCompleted);

        server.Clock.Advance(TimeSpan.FromSeconds(5));
        await closing.WithinLimitAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task EveryWait_ServerIsSilent_TimesOut()
    {
        // The handshake.
        var (server, connecting) = ScriptedServer.Start();
        await AssertTimesOutAsync(server, connecting, 10);

        // The answer to connect, whatever else comes meanwhile.
        (server, connecting) = ScriptedServer.Start();
        await server.ShakeHandsAsync();
        await server.ReadCommandAsync("connect");
        await server.SendAsync(RtmpMessageType.WindowAckSize, Number(5000));
        await AssertTimesOutAsync(server, connecting, 10);

        // Media: what is no tag does not count.
        (server, var client) = await ScriptedServer.PlayAsync();
        var reading = client.ReadAsync(Cancel).AsTask();
        server.Clock.Advance(TimeSpan.FromSeconds(20));
        await server.SendStatusAsync("status", "NetStream.Play.PublishNotify");
        await AssertTimesOutAsync(server, reading, 10);
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Read_ServerFloodsWithPings_EndsInTime()
    {
        var (server, client) = await ScriptedServer.PlayAsync();
        var ping = server.Chunk(RtmpMessageType.UserControl, (byte[])[0, 6, 0, 0, 0, 1]);
        byte[] many = [.. Enumerable.Repeat(ping, 1000).SelectMany(static bytes => bytes)];
        var reading = client.ReadAsync(Cancel).AsTask();
        while (!reading.IsCompleted)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(1));
            await server.SendRawAsync(many);
        }

        await Assert.ThrowsAsync<TimeoutException>(() => reading);
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("\u0006")]
    public async Task Connect_ServerIsNoRtmp_ThrowsOnItsFirstByte(string greeting)
    {
        var (server, connecting) = ScriptedServer.Start();
        await server.SendRawAsync(System.Text.Encoding.ASCII.GetBytes(greeting));

        await Assert.ThrowsAnyAsync<MediaProtocolException>(() => connecting.WithinLimitAsync());
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Read_MessageOverTheLimit_Throws()
    {
        var (server, client) = await ScriptedServer.PlayAsync(static options => options with { MaxMessageBytes = 1000 });
        await server.SendAsync(RtmpMessageType.Video, TestMedia.BigFrame(0, 1001));

        await Assert.ThrowsAnyAsync<MediaProtocolException>(() => client.ReadAsync(Cancel).AsTask().WithinLimitAsync());
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Read_Cancelled_ThrowsThat()
    {
        var (server, client) = await ScriptedServer.PlayAsync();
        using var stop = new CancellationTokenSource();
        var reading = client.ReadAsync(stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WithinLimitAsync());
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Use_InTheWrongOrder_Throws()
    {
        var (server, client) = await ScriptedServer.PlayAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.PublishAsync(Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.WriteAsync(FlvTagType.Audio, TimeSpan.Zero, default, Cancel).AsTask());
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    private static async Task AssertTimesOutAsync(ScriptedServer server, Task waiting, int seconds)
    {
        // The wait may begin a moment after the bytes that lead to it.
        await Task.WhenAny(waiting, Task.Delay(50, Cancel));
        Assert.False(waiting.IsCompleted);
        while (!waiting.IsCompleted)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(seconds));
            await Task.WhenAny(waiting, Task.Delay(10, Cancel));
        }

        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
    }

    private static async Task<string> ReadAsync(RtmpClient client)
    {
        using var tag = await client.ReadAsync(Cancel).AsTask().WithinLimitAsync();
        return $"{tag!.Type} {tag.Timestamp.TotalMilliseconds} {TestMedia.NumberOf(tag.Body.Span.ToArray())}";
    }

    private static byte[] Data(string name, params AmfValue[] values)
    {
        var output = new ArrayBufferWriter<byte>();
        RtmpDataMessage.Create(name, values).Write(output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Number(uint number)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
