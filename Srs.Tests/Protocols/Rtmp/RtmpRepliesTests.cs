using System.Buffers;
using Srs.Media.Buffers;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp;

public sealed class RtmpRepliesTests
{
    private static readonly RtmpServerInfo Server = new("SRS/7.0.18(Srs)", "7.0.18");

    [Fact]
    public void ConnectAccepted_Messages_AreInSrsOrder()
    {
        var messages = Read(new RtmpReplies().ConnectAccepted(1, 2_500_000, 60_000, Client(), Server, "abcdefgh", "192.0.2.1"));

        Assert.Equal(["WindowAckSize", "SetPeerBandwidth", "SetChunkSize", "_result", "onBWDone"], messages.Select(static m => m.Label));
        Assert.Equal(2_500_000u, RtmpControlMessage.Read(messages[0].Type, messages[0].Payload));
        Assert.Equal(new RtmpPeerBandwidth(2_500_000, RtmpBandwidthLimit.Dynamic), RtmpPeerBandwidth.Read(messages[1].Payload));
        Assert.Equal(60_000u, RtmpControlMessage.Read(messages[2].Type, messages[2].Payload));
        Assert.All(messages, static m => Assert.Equal(0u, m.StreamId));
    }

    [Fact]
    public void ConnectAccepted_Result_TellsWhatSrsTells()
    {
        var result = Read(new RtmpReplies().ConnectAccepted(1, 1, 128, Client(3), Server, "abcdefgh", "192.0.2.1"))[3].Command!;

        Assert.Equal(1, result.TransactionId);
        Assert.Equal("FMS/3,5,3,888", result.CommandObject["fmsVer"].AsString());
        Assert.Equal(127, result.CommandObject["capabilities"].AsNumber());
        Assert.Equal(1, result.CommandObject["mode"].AsNumber());
        var information = result.Argument(0);
        Assert.Equal("status", information["level"].AsString());
        Assert.Equal("NetConnection.Connect.Success", information["code"].AsString());
        Assert.Equal("Connection succeeded", information["description"].AsString());
        Assert.Equal(3, information["objectEncoding"].AsNumber());
        var data = information["data"];
        Assert.Equal(
            ["version", "srs_sig", "srs_server", "srs_license", "srs_url", "srs_version", "srs_authors", "srs_server_ip", "srs_pid", "srs_id"],
            data.Properties.Select(static property => property.Name));
        Assert.Equal("abcdefgh", data["srs_id"].AsString());
        Assert.Equal("192.0.2.1", data["srs_server_ip"].AsString());
        Assert.Equal(Environment.ProcessId, data["srs_pid"].AsNumber());
    }

    [Fact]
    public void ConnectAccepted_EnhancedClient_IsToldWhatTheServerCanInBothObjects()
    {
        var result = Read(new RtmpReplies().ConnectAccepted(1, 1, 128, Client(0, RtmpCapabilities.Full), Server, "abcdefgh", "192.0.2.1"))[3].Command!;

        foreach (var told in new[] { result.CommandObject, result.Argument(0) })
        {
            Assert.Equal(
                [".mp3", "Opus", "ac-3", "av01", "avc1", "ec-3", "fLaC", "hvc1", "mp4a", "vp08", "vp09"],
                told["fourCcList"].Elements.Select(static element => element.AsString()));
            Assert.Equal(4, told["videoFourCcInfoMap"]["hvc1"].AsNumber());
            Assert.Equal(4, told["videoFourCcInfoMap"]["*"].AsNumber());
            Assert.Equal(4, told["audioFourCcInfoMap"]["Opus"].AsNumber());
            Assert.Equal(15, told["capsEx"].AsNumber());
        }
    }

    [Fact]
    public void ReconnectRequest_TellsOnlyWhatIsGiven()
    {
        var plain = Assert.Single(Read(new RtmpReplies().ReconnectRequest(null, null)));
        var full = Assert.Single(Read(new RtmpReplies().ReconnectRequest("rtmp://192.0.2.9/live", "Moved.")));

        Assert.Equal(0u, full.StreamId);
        Assert.Equal(0, full.Command!.TransactionId);
        Assert.Equal(AmfKind.Null, full.Command.CommandObject.Kind);
        Assert.Equal(["level", "code"], plain.Command!.Argument(0).Properties.Select(static property => property.Name));
        Assert.Equal(
            [("level", "status"), ("code", "NetConnection.Connect.ReconnectRequest"), ("tcUrl", "rtmp://192.0.2.9/live"), ("description", "Moved.")],
            full.Command.Argument(0).Properties.Select(static property => (property.Name, property.Value.AsString()!)));
    }

    [Fact]
    public void PlayStart_Messages_AreInSrsOrder()
    {
        var messages = Read(new RtmpReplies().PlayStart(3, "livestream"));

        Assert.Equal(
            ["StreamBegin", "NetStream.Play.Reset", "NetStream.Play.Start", "|RtmpSampleAccess", "NetStream.Data.Start"],
            messages.Select(static m => m.Label));
        Assert.Equal(3u, RtmpUserControl.Read(messages[0].Payload).Value);
        Assert.All(messages.Skip(1), static m => Assert.Equal(3u, m.StreamId));
    }

    [Theory]
    [InlineData(true, "onFCPublish", "NetStream.Publish.Start")]
    [InlineData(false, "NetStream.Publish.Start")]
    public void PublishStart_ByKindOfClient(bool isFmle, params string[] labels) =>
        Assert.Equal(labels, Read(new RtmpReplies().PublishStart(1, isFmle)).Select(static m => m.Label));

    [Fact]
    public void PublishStop_AnswersInSrsOrder() =>
        Assert.Equal(
            ["onFCUnpublish", "_result", "NetStream.Unpublish.Success"],
            Read(new RtmpReplies().PublishStop(1, 6)).Select(static m => m.Label));

    [Theory]
    [InlineData(true, "NetStream.Pause.Notify", "StreamEof")]
    [InlineData(false, "NetStream.Unpause.Notify", "StreamBegin")]
    public void PauseChanged_TellsStateAndEvent(bool isPaused, params string[] labels) =>
        Assert.Equal(labels, Read(new RtmpReplies().PauseChanged(1, isPaused)).Select(static m => m.Label));

    [Fact]
    public void Acknowledgement_ManyBytes_WrapsAt32Bits()
    {
        var message = Assert.Single(Read(new RtmpReplies().Acknowledgement(0x1_0000_0005)));

        Assert.Equal(RtmpMessageType.Acknowledgement, message.Type);
        Assert.Equal(5u, RtmpControlMessage.Read(message.Type, message.Payload));
    }

    private static RtmpConnectInfo Client(double objectEncoding = 0, RtmpCapabilities? capabilities = null) =>
        new("rtmp://192.0.2.1/live", "live", "", "", objectEncoding, capabilities ?? RtmpCapabilities.None);

    private static List<RtmpReceived> Read(ReadOnlyMemory<byte> bytes)
    {
        using var reader = new RtmpChunkReader(BufferPool.Shared);
        var buffer = new ReadOnlySequence<byte>(bytes);
        var messages = new List<RtmpReceived>();
        while (reader.TryRead(ref buffer, out var message))
        {
            using (message)
            {
                messages.Add(new RtmpReceived(message!.Type, message.ChunkStreamId, message.StreamId, message.Timestamp, message.Payload.Span.ToArray()));
                if (message.Type == RtmpMessageType.SetChunkSize)
                {
                    reader.SetChunkSize(RtmpControlMessage.Read(message.Type, message.Payload.Span));
                }
            }
        }

        Assert.True(buffer.IsEmpty);
        return messages;
    }
}
