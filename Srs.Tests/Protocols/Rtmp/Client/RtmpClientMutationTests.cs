using System.Buffers;
using Srs.Media;
using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp.Client;

/// <summary>A server's bytes in pieces, cut off and damaged: the client gets tags, the end, or an exception that it documents.</summary>
public sealed class RtmpClientMutationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Play_BytesComeOneByOne_GivesTheSameTags()
    {
        var script = MakeScript();

        Assert.Equal(6, (await RunAsync(script, 1)).Tags);
        Assert.Equal(6, (await RunAsync(script, script.Length)).Tags);
    }

    [Fact]
    public async Task Play_ServerClosesAnywhere_EndsOrThrowsWhatIsDocumented()
    {
        var script = MakeScript();
        for (var length = 0; length < script.Length; length += length < RtmpHandshake.S0S1S2Length - 2 ? 191 : 1)
        {
            var (tags, error) = await RunAsync(script[..length], length);
            Assert.InRange(tags, 0, 6);
            Assert.True(error is null or IOException, error?.ToString());
        }
    }

    [Fact]
    public async Task Play_DamagedBytes_OnlyGiveWhatIsDocumented()
    {
        var script = MakeScript();
        var head = script[..RtmpHandshake.S0S1S2Length];
        foreach (var damaged in Mutations.Of(script[RtmpHandshake.S0S1S2Length..], 2000))
        {
            var (_, error) = await RunAsync([.. head, .. damaged], damaged.Length + head.Length);
            Assert.True(error is null or IOException or MediaProtocolException or RtmpStatusException, error?.ToString());
        }
    }

    /// <summary>All that a server says to a player, from handshake to end.</summary>
    private static byte[] MakeScript()
    {
        var output = new ArrayBufferWriter<byte>();
        var hello = new byte[RtmpHandshake.C0C1Length];
        RtmpHandshake.CreateC0C1(hello, static bytes => bytes.Fill(7));
        var answer = new byte[RtmpHandshake.S0S1S2Length];
        RtmpHandshake.Answer(hello, answer, static bytes => bytes.Fill(9));
        output.Write(answer);
        var writer = new RtmpChunkWriter();
        Span<byte> number = stackalloc byte[RtmpControlMessage.Length];
        RtmpControlMessage.Write(number, 2_500_000);
        writer.WriteControl(output, RtmpMessageType.WindowAckSize, number);
        RtmpControlMessage.Write(number, 4096);
        writer.WriteControl(output, RtmpMessageType.SetChunkSize, number);
        writer.ChunkSize = 4096;
        Command(output, writer, RtmpCommand.Create("_result", 1, AmfValue.Object(("fmsVer", "FMS/1"), ("capsEx", 15)), AmfValue.Object(("code", "NetConnection.Connect.Success"))));
        Command(output, writer, RtmpCommand.Create("_result", 2, AmfValue.Null, 1));
        writer.WriteControl(output, RtmpMessageType.UserControl, [0, 0, 0, 0, 0, 1]);
        Command(output, writer, RtmpCommand.Create("onStatus", 0, AmfValue.Null, AmfValue.Object(("level", "status"), ("code", "NetStream.Play.Start"))));
        var metadata = new ArrayBufferWriter<byte>();
        RtmpDataMessage.Create("onMetaData", AmfValue.EcmaArray(("width", 7))).Write(metadata);
        Message(output, writer, RtmpMessageType.DataAmf0, metadata.WrittenSpan, 0);
        Message(output, writer, RtmpMessageType.Video, TestMedia.AvcHeader, 0);
        Message(output, writer, RtmpMessageType.Audio, TestMedia.AacHeader, 0);
        writer.WriteControl(output, RtmpMessageType.UserControl, [0, 6, 0, 0, 0, 1]);
        Message(output, writer, RtmpMessageType.Video, TestMedia.BigFrame(0, 5000), 0x1000000);
        var aggregate = new ArrayBufferWriter<byte>();
        FlvMuxer.WriteTag(FlvTagType.Video, 0, TestMedia.InterFrame(1), aggregate);
        FlvMuxer.WriteTag(FlvTagType.Audio, 40, TestMedia.AacFrame(2), aggregate);
        Message(output, writer, RtmpMessageType.Aggregate, aggregate.WrittenSpan, 0x1000040);
        Command(output, writer, RtmpCommand.Create("onStatus", 0, AmfValue.Null, AmfValue.Object(("level", "status"), ("code", "NetStream.Play.UnpublishNotify"))));
        return output.WrittenSpan.ToArray();
    }

    private static void Command(IBufferWriter<byte> output, RtmpChunkWriter writer, RtmpCommand command)
    {
        var body = new ArrayBufferWriter<byte>();
        command.Write(body);
        writer.Write(output, new RtmpMessageHeader(RtmpMessageType.CommandAmf0, 3, 0, 0), default, body.WrittenSpan);
    }

    private static void Message(IBufferWriter<byte> output, RtmpChunkWriter writer, RtmpMessageType type, ReadOnlySpan<byte> body, uint timestamp) =>
        writer.Write(output, new RtmpMessageHeader(type, 6, 1, timestamp), default, body);

    /// <summary>Says the script whatever the client says, then closes.</summary>
    private static async Task<(int Tags, Exception? Error)> RunAsync(byte[] script, int pieceLength)
    {
        var (server, connecting) = ScriptedServer.Start();
        var tags = 0;
        Exception? error = null;
        RtmpClient? client = null;
        var saying = SayAsync(server, script, pieceLength);
        try
        {
            client = await connecting.WithinLimitAsync();
            await client.PlayAsync(Cancel).WithinLimitAsync();
            while (await client.ReadAsync(Cancel).AsTask().WithinLimitAsync() is { } tag)
            {
                tag.Dispose();
                tags++;
            }
        }
        catch (Exception e)
        {
            error = e;
        }

        await saying;
        if (client is not null)
        {
            await client.DisposeAsync();
        }

        await server.DisposeAsync();
        return (tags, error);
    }

    private static async Task SayAsync(ScriptedServer server, byte[] script, int pieceLength)
    {
        for (var at = 0; at < script.Length; at += pieceLength)
        {
            await server.SendRawAsync(script.AsMemory(at, Math.Min(pieceLength, script.Length - at)));
        }

        await server.Output.CompleteAsync();
    }
}
