using System.Buffers;
using System.Buffers.Binary;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp;

/// <summary>Publishing as the encoders of the field do it.</summary>
public sealed class RtmpPublishTests
{
    [Fact]
    public async Task Connect_Answer_IsInSrsOrder()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();

        Assert.Equal(["WindowAckSize", "SetPeerBandwidth", "SetChunkSize", "_result", "onBWDone"], client.Received.Select(static r => r.Label));
        Assert.Equal(60_000u, RtmpControlMessage.Read(client.Received[2].Type, client.Received[2].Payload));
    }

    [Fact]
    public async Task Publish_FmleOrder_IsAnsweredAndIdentified()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();

        await client.PublishAsync();

        Assert.Equal(["_result", "_result", "_result", "onFCPublish", "NetStream.Publish.Start"], client.Received.Skip(5).Select(static r => r.Label));
        AssertPublisher(host, "fmle-publish");
    }

    [Fact]
    public async Task Publish_OnlyFCPublishBeforeCreateStream_IsFmle()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();

        await client.CallAsync("FCPublish", 2, 0, "livestream");
        var id = await client.CreateStreamAsync();
        await client.CallAsync("publish", 5, id, "livestream");
        await client.ReadStatusAsync("NetStream.Publish.Start");

        AssertPublisher(host, "fmle-publish");
    }

    [Fact]
    public async Task Publish_GStreamerOrder_CreateStreamBetweenTheCalls()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();

        await client.CallAsync("releaseStream", 2, 0, "livestream");
        await client.CallAsync("FCPublish", 3, 0, "livestream");
        await client.CallAsync("createStream", 4, 0);
        await client.CallAsync("publish", 5, 1, "livestream", "live");
        await client.ReadStatusAsync("NetStream.Publish.Start");

        AssertPublisher(host, "fmle-publish");
    }

    [Fact]
    public async Task Publish_LibrtmpWithCheckBandwidth_IsAnswered()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();

        await client.CallAsync("_checkbw", 9, 0);
        var answer = await client.ReadUntilAsync(static m => m.Command?.Name == "_result");

        Assert.Equal(9, answer.Command!.TransactionId);
    }

    [Fact]
    public async Task Publish_HaivisionOrder_IsIdentified()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();

        var id = await client.CreateStreamAsync();
        await client.CallAsync("FCPublish", 3, 0, "livestream");
        await client.CallAsync("publish", 5, id, "livestream");
        await client.ReadStatusAsync("NetStream.Publish.Start");

        Assert.Contains(client.Received, static r => r.Label == "onFCPublish");
        AssertPublisher(host, "haivision-publish");
    }

    [Fact]
    public async Task Publish_FlashOrder_GetsNoOnFCPublish()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();

        var id = await client.CreateStreamAsync();
        await client.CallAsync("publish", 0, id, "livestream");
        await client.ReadStatusAsync("NetStream.Publish.Start");

        Assert.DoesNotContain(client.Received, static r => r.Label == "onFCPublish");
        AssertPublisher(host, "flash-publish");
    }

    [Theory]
    [InlineData("FCUnpublish")]
    [InlineData("closeStream")]
    [InlineData("deleteStream")]
    public async Task Publish_EndedAndBegunAgain_OnTheSameConnection(string ending)
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();

        for (var round = 0; round < 3; round++)
        {
            var id = await client.PublishAsync();
            Assert.NotNull(host.Describe()!.PublisherId);

            AmfValue argument = ending == "deleteStream" ? (AmfValue)id : "livestream";
            await client.CallAsync(ending, 6, ending == "closeStream" ? id : 0, argument);
            await Wait.UntilAsync(() => host.Describe()?.PublisherId is null, "the end of the publish");
        }
    }

    [Fact]
    public async Task FCUnpublish_Answer_EndsWithUnpublishSuccess()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();
        await client.PublishAsync();

        await client.CallAsync("FCUnpublish", 6, 0, "livestream");
        await client.ReadStatusAsync("NetStream.Unpublish.Success");

        Assert.Equal(["onFCUnpublish", "_result", "NetStream.Unpublish.Success"], client.Received.TakeLast(3).Select(static r => r.Label));
    }

    [Fact]
    public async Task Publish_Twice_SecondIsIgnored()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();
        var id = await client.PublishAsync();

        await client.CallAsync("publish", 7, id, "livestream");
        await client.CallAsync("_checkbw", 8, 0);
        await client.ReadUntilAsync(static m => m.Command is { Name: "_result", TransactionId: 8 });

        Assert.NotNull(host.Describe()!.PublisherId);
    }

    [Fact]
    public async Task Publish_Amf3Commands_AreUnderstood()
    {
        await using var host = new RtmpTestHost();
        await using var client = host.Open();
        await client.ShakeHandsAsync();

        await client.SendConnectAsync(objectEncoding: 3);
        var result = await client.ReadUntilAsync(static m => m.Command?.Name == "_result");
        await SendAmf3Async(client, "createStream", 2, 0);
        await client.ReadUntilAsync(static m => m.Command is { Name: "_result", TransactionId: 2 });
        await SendAmf3Async(client, "publish", 3, 1, "livestream");
        await client.ReadStatusAsync("NetStream.Publish.Start");
        await client.SendAsync(RtmpMessageType.DataAmf3, Data(leading: true, "@setDataFrame", "onMetaData", AmfValue.Object(("width", 640))), 1);
        await Wait.UntilAsync(() => !host.Describe()!.Headers.Metadata.IsEmpty);

        Assert.Equal(3, result.Command!.Argument(0)["objectEncoding"].AsNumber());
    }

    [Fact]
    public async Task Metadata_ForPlayers_LosesDurationAndNamesServer()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();
        await client.PublishAsync();

        await client.SendAsync(RtmpMessageType.DataAmf0, Data(leading: false, "@setDataFrame", "onMetaData", AmfValue.EcmaArray(
            ("duration", 12), ("width", 640), ("server", "other"))), 1);
        await Wait.UntilAsync(() => !host.Describe()!.Headers.Metadata.IsEmpty);

        var metadata = RtmpDataMessage.Read(RtmpMessageType.DataAmf0, host.Describe()!.Headers.Metadata.Span);
        Assert.Equal("onMetaData", metadata.Name);
        Assert.Equal(["width", "server", "server_version"], metadata.Argument(0).Properties.Select(static p => p.Name));
        Assert.Equal("SRS/7.0.18(Srs)", metadata.Argument(0)["server"].AsString());
    }

    [Fact]
    public async Task Aggregate_MessagesInIt_ArePublished()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();
        await client.PublishAsync();

        byte[] body = [.. Tag(9, 0, TestMedia.AvcHeader), .. Tag(9, 0, TestMedia.KeyFrame(0)), .. Tag(8, 10, TestMedia.AacHeader), .. Tag(9, 40, TestMedia.InterFrame(1))];
        await client.SendAsync(RtmpMessageType.Aggregate, body, 1, 1000);
        await host.WaitForFramesAsync(2);

        Assert.Equal([MediaKind.Video, MediaKind.Audio], host.Describe()!.Headers.Tracks.Select(static track => track.Kind));
    }

    [Fact]
    public async Task Aggregate_Broken_EndsTheConnectionWithAReason()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();
        await client.PublishAsync();

        await client.SendAsync(RtmpMessageType.Aggregate, new byte[] { 9, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0, 1 }, 1);
        await client.ReadToEndAsync();

        Assert.True(host.Log.Contains("RTMP aggregate with a tag of 99 bytes"));
    }

    [Theory]
    [InlineData("a \u001b[31mred\u001b[0m app")]
    [InlineData("app\u0007bell")]
    public async Task Connect_ControlCharactersInApp_DoNotReachTheLog(string app)
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync(app);

        Assert.All(host.Log.Lines, static line => Assert.DoesNotContain(line.Text, char.IsControl));
    }

    [Fact]
    public async Task Connect_EndlessApp_IsCutInTheLog()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync(new string('a', 60_000));

        Assert.All(host.Log.Lines, static line => Assert.InRange(line.Text.Length, 1, 400));
    }

    [Fact]
    public async Task Command_BeforeConnect_EndsWithAReason()
    {
        await using var host = new RtmpTestHost();
        await using var client = host.Open();
        await client.ShakeHandsAsync();

        await client.CallAsync("pub\nlish", 1, 0, "livestream");
        await client.ReadToEndAsync();

        await host.Log.WaitForAsync("before connect");
        Assert.All(host.Log.Lines, static line => Assert.DoesNotContain(line.Text, char.IsControl));
    }

    [Fact]
    public async Task CreateStream_Endlessly_EndsAtTheLimit()
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();

        for (var i = 0; i < 17; i++)
        {
            await client.CallAsync("createStream", i + 1, 0);
        }

        await client.ReadToEndAsync();

        await host.Log.WaitForAsync("beyond the limit of 16 streams");
    }

    [Fact]
    public async Task Busy_Refused_IsToldWithSrsCode()
    {
        await using var host = new RtmpTestHost();
        await using var first = await host.ConnectAsync();
        await first.PublishAsync();
        await using var second = await host.ConnectAsync();

        await second.CallAsync("publish", 5, 1, "livestream");
        var status = await second.ReadStatusAsync("NetStream.Publish.BadName");
        await second.ReadToEndAsync();

        Assert.Contains("1028", status.Command!.Argument(0)["description"].AsString(), StringComparison.Ordinal);
        await host.Log.WaitForAsync("was refused, code 1028");
        Assert.NotNull(host.Describe()!.PublisherId);
    }

    [Fact]
    public async Task Busy_Replace_EndsTheFirst()
    {
        await using var host = new RtmpTestHost(new VhostOptions { Publish = new PublishOptions { OnBusy = OnBusy.Replace } });
        await using var first = await host.ConnectAsync();
        await first.PublishAsync();
        var before = host.Describe()!.PublisherId;
        await using var second = await host.ConnectAsync();

        await second.PublishAsync();
        await first.ReadToEndAsync();

        await host.Log.WaitForAsync("Replaced");
        Assert.NotEqual(before, host.Describe()!.PublisherId);
    }

    [Theory]
    [InlineData("", 2051)]
    [InlineData("..", 2055)]
    [InlineData("..%2f..%2fetc%2fpasswd", 2055)]
    [InlineData("a\\b", 2055)]
    [InlineData("C:name", 2055)]
    [InlineData("nul", 2055)]
    public async Task Publish_RefusedName_IsToldAndLogged(string name, int code)
    {
        await using var host = new RtmpTestHost();
        await using var client = await host.ConnectAsync();

        await client.CallAsync("publish", 5, 1, name);
        var status = await client.ReadStatusAsync("NetStream.Publish.BadName");
        await client.ReadToEndAsync();

        Assert.EndsWith($"(code {code})", status.Command!.Argument(0)["description"].AsString(), StringComparison.Ordinal);
        await host.Log.WaitForAsync($"was refused, code {code}");
    }

    private static byte[] Data(bool leading, string name, params AmfValue[] arguments)
    {
        var body = new ArrayBufferWriter<byte>();
        if (leading)
        {
            body.Write((ReadOnlySpan<byte>)[0]);
        }

        RtmpDataMessage.Create(name, arguments).Write(body);
        return body.WrittenSpan.ToArray();
    }

    private static byte[] Tag(byte type, uint time, byte[] body)
    {
        var tag = new byte[11 + body.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(tag, body.Length);
        tag[0] = type;
        BinaryPrimitives.WriteUInt32BigEndian(tag.AsSpan(4), time << 8);
        body.CopyTo(tag, 11);
        return tag;
    }

    private static Task SendAmf3Async(RtmpTestClient client, string name, double transaction, uint streamId, params AmfValue[] arguments)
    {
        var body = new ArrayBufferWriter<byte>();
        body.Write((ReadOnlySpan<byte>)[0]);
        RtmpCommand.Create(name, transaction, AmfValue.Null, arguments).Write(body);
        return client.SendAsync(RtmpMessageType.CommandAmf3, body.WrittenMemory, streamId);
    }

    private static void AssertPublisher(RtmpTestHost host, string type)
    {
        var info = Assert.Single(host.Clients);
        Assert.Equal((type, true, "livestream", "192.0.2.7"), (info.Type, info.IsPublisher, info.Name, info.Ip));
        Assert.Equal(info.Id, host.Describe()!.PublisherId);
    }
}
