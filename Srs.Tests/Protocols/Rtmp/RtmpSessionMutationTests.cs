using System.Buffers;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp;

/// <summary>Whole sessions with damage: each ends in good order, without an Error line and without a lost buffer.</summary>
[Trait("Category", "Fuzz")]
public sealed class RtmpSessionMutationTests
{
    private const int HelloLength = RtmpHandshake.C0C1Length + RtmpHandshake.C2Length;
    private const int Count = 600;

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Publisher_Mutated_EndsInGoodOrder(int seed)
    {
        await using var host = new RtmpTestHost();
        var session = await RecordPublisherAsync(host);

        await ReplayAllAsync(host, session, Mutations.Of(session[HelloLength..], Count, seed));

        Assert.InRange(host.Log.Lines.Count(static line => line.Text.Contains("publishes", StringComparison.Ordinal)), Count / 10, Count);
        Assert.InRange(host.Log.Lines.Count(static line => line.Text.Contains("broke the protocol", StringComparison.Ordinal)), Count / 10, Count);
    }

    [Theory]
    [InlineData(13)]
    public async Task Player_Mutated_EndsInGoodOrder(int seed)
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await RtmpPlayTests.PublishAsync(host, 30);
        var session = await RecordPlayerAsync(host);

        await ReplayAllAsync(host, session, Mutations.Of(session[HelloLength..], Count, seed));
    }

    [Theory]
    [InlineData(14)]
    public async Task EnhancedPlayer_Mutated_EndsInGoodOrder(int seed)
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await RtmpPlayTests.PublishAsync(host, 30);
        var session = await RecordPlayerAsync(host, RtmpCapabilities.Full.ToProperties());

        await ReplayAllAsync(host, session, Mutations.Of(session[HelloLength..], Count, seed));
    }

    [Fact]
    public async Task Publisher_CutAnywhere_EndsInGoodOrder()
    {
        await using var host = new RtmpTestHost();
        var session = await RecordPublisherAsync(host);

        await ReplayAllAsync(host, session, Enumerable.Range(0, (session.Length - HelloLength) / 7).Select(i => session[HelloLength..(HelloLength + i * 7)]));
    }

    [Fact]
    public async Task Handshake_Garbage_EndsInGoodOrder()
    {
        await using var host = new RtmpTestHost();
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var garbage = new byte[random.Next(8000)];
            random.NextBytes(garbage);
            await ReplayAsync(host, garbage);
        }
    }

    private static async Task<byte[]> RecordPublisherAsync(RtmpTestHost host)
    {
        await using var client = host.Open();
        client.Record = new ArrayBufferWriter<byte>();
        await client.ShakeHandsAsync();
        await client.SendControlAsync(RtmpMessageType.SetChunkSize, 4096);
        await client.SendControlAsync(RtmpMessageType.WindowAckSize, 500);
        await client.ConnectAsync();
        await client.PublishAsync();
        var metadata = new ArrayBufferWriter<byte>();
        RtmpDataMessage.Create("@setDataFrame", "onMetaData", AmfValue.EcmaArray(
            ("width", 640), ("encoder", "Lavf"), ("list", AmfValue.StrictArray(1, "two", AmfValue.Object(("three", true)))))).Write(metadata);
        await client.SendAsync(RtmpMessageType.DataAmf0, metadata.WrittenMemory, 1);
        await client.SendHeadersAsync();
        await client.SendMediaAsync(10);
        await client.SendAudioAsync(TestMedia.Mp3Frame(1), 500);
        await client.SendVideoAsync([0x90, (byte)'h', (byte)'v', (byte)'c', (byte)'1', 1, 2, 3], 520);
        await client.CallAsync("FCUnpublish", 6, 0, "livestream");
        await client.CallAsync("deleteStream", 7, 0, 1);
        await client.ReadStatusAsync("NetStream.Unpublish.Success");
        return client.Record.WrittenSpan.ToArray();
    }

    private static async Task<byte[]> RecordPlayerAsync(RtmpTestHost host, params (string Name, AmfValue Value)[] announced)
    {
        await using var client = host.Open();
        client.Announced.AddRange(announced);
        client.Record = new ArrayBufferWriter<byte>();
        await client.ShakeHandsAsync();
        await client.ConnectAsync();
        var id = await client.PlayAsync("livestream", -2, -1, true);
        await client.SendAsync(RtmpMessageType.UserControl, new byte[] { 0, 3, 0, 0, 0, 1, 0, 0, 3, 232 }, chunkStreamId: 2);
        await client.CallAsync("receiveAudio", 0, id, false);
        await client.CallAsync("pause", 0, id, true, 0);
        await client.CallAsync("pause", 0, id, false, 0);
        await client.CallAsync("seek", 0, id, 1000);
        await client.CallAsync("closeStream", 0, id);
        await client.CallAsync("play", 0, id, "other");
        await client.ReadUntilAsync(static r => r.Command?.Argument(0)["description"].AsString()?.Contains("other", StringComparison.Ordinal) == true);
        return client.Record.WrittenSpan.ToArray();
    }

    private static async Task ReplayAllAsync(RtmpTestHost host, byte[] session, IEnumerable<byte[]> tails)
    {
        foreach (var tail in tails)
        {
            await ReplayAsync(host, [.. session[..HelloLength], .. tail]);
        }
    }

    private static async Task ReplayAsync(RtmpTestHost host, byte[] session)
    {
        await using var client = host.Open();
        try
        {
            await client.SendRawAsync(session);
        }
        catch (InvalidOperationException)
        {
            // The server has closed its end before it had read everything.
        }

        await client.FinishAsync();
    }
}
