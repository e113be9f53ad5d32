using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using static Srs.Tests.Protocols.Rtmp.Wire.WireTestSupport;

namespace Srs.Tests.Protocols.Rtmp.Wire;

/// <summary>What real clients sent, as told in Vectors/rtmp/README.md.</summary>
public sealed class RtmpCaptureTests
{
    public static TheoryData<string> Captures =>
        ["ffmpeg-publish", "ffmpeg-extended", "librtmp-publish", "gst-rtmp2-publish", "rtmpdump-play"];

    [Theory]
    [InlineData("ffmpeg-publish", "publish")]
    [InlineData("librtmp-publish", "publish")]
    [InlineData("gst-rtmp2-publish", "publish")]
    [InlineData("rtmpdump-play", "play")]
    public void Capture_Commands_AreRead(string capture, string purpose)
    {
        var commands = Read(Vector($"{capture}.chunks.bin"), int.MaxValue / 2).Commands;

        var connect = commands[0];
        Assert.Equal("connect", connect.Name);
        Assert.Equal(1, connect.TransactionId);
        Assert.Equal("live", connect.CommandObject["app"].AsString());
        Assert.StartsWith("rtmp://127.0.0.1:1935", connect.CommandObject["tcUrl"].AsString(), StringComparison.Ordinal);
        Assert.Contains(commands, command => command.Name == "createStream");
        Assert.Contains(commands, command => command.Name == purpose && command.Argument(0).AsString() == "livestream");
    }

    [Theory]
    [InlineData("ffmpeg-publish")]
    [InlineData("librtmp-publish")]
    [InlineData("gst-rtmp2-publish")]
    public void Capture_Publisher_SendsMetadataAndMediaInOrder(string capture)
    {
        var read = Read(Vector($"{capture}.chunks.bin"), int.MaxValue / 2);

        var metadata = read.Data[0];
        Assert.Equal("@setDataFrame", metadata.Name);
        Assert.Equal("onMetaData", metadata.Argument(0).AsString());
        Assert.Equal(64, metadata.Argument(1)["width"].AsNumber());
        Assert.NotEmpty(read.VideoTimes);
        Assert.Equal(read.VideoTimes.Order(), read.VideoTimes);
        Assert.InRange(read.VideoTimes[^1], 1000u, 3000u);
        Assert.Equal(0x17, read.FirstVideoByte);
    }

    [Fact]
    public void Capture_ExtendedTimestamps_AreTakenOutOfPayload()
    {
        var read = Read(Vector("ffmpeg-extended.chunks.bin"), int.MaxValue / 2);

        Assert.Equal(0u, read.VideoTimes[0]);
        Assert.All(read.VideoTimes[1..], time => Assert.InRange(time, 20_000_000u, 20_002_000u));

        // The encoder's signature lies across the second chunk header of the first frame.
        Assert.Contains(read.Summary, line => line.Contains(Convert.ToHexString("www.videolan.org/x264.html"u8), StringComparison.Ordinal));
        Assert.Contains(read.Commands, command => command.Name == "deleteStream");
    }

    [Fact]
    public void Capture_PingAnswered_HasItsValue() =>
        Assert.Contains(new RtmpUserControl(RtmpUserControlEvent.PingResponse, 1234), Read(Vector("librtmp-publish.chunks.bin"), 100).UserControls);

    [Theory]
    [MemberData(nameof(Captures))]
    public void Capture_AnySegments_ReadTheSame(string capture)
    {
        var bytes = Vector($"{capture}.chunks.bin");
        var whole = Read(bytes, int.MaxValue / 2).Summary;

        Assert.NotEmpty(whole);
        Assert.Equal(whole, Read(bytes, 1).Summary);
        Assert.Equal(whole, Read(bytes, 13).Summary);
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void Capture_Mutated_GivesMessagesOrProtocolErrorAndLeaksNothing(string capture)
    {
        var bytes = Vector($"{capture}.chunks.bin");
        foreach (var mutated in Mutations(bytes[..Math.Min(bytes.Length, 2000)], seed: bytes.Length, count: 1000))
        {
            try
            {
                Read(mutated, 500);
            }
            catch (RtmpProtocolException)
            {
            }
        }
    }

    private static Recording Read(byte[] bytes, int segmentLength)
    {
        var pool = new CountingPool();
        var recording = new Recording();
        try
        {
            using var reader = new RtmpChunkReader(pool);
            var buffer = Split(bytes, segmentLength);
            while (reader.TryRead(ref buffer, out var message))
            {
                using (message)
                {
                    recording.Add(message!, reader);
                }
            }
        }
        finally
        {
            pool.AssertAllReturned();
        }

        return recording;
    }

    private sealed class Recording
    {
        public List<RtmpCommand> Commands { get; } = [];

        public List<RtmpDataMessage> Data { get; } = [];

        public List<RtmpUserControl> UserControls { get; } = [];

        public List<uint> VideoTimes { get; } = [];

        public List<string> Summary { get; } = [];

        public int FirstVideoByte { get; private set; }

        public void Add(RtmpMessage message, RtmpChunkReader reader)
        {
            var body = message.Payload.Span;
            Summary.Add($"{message.Type} {message.Timestamp} {message.StreamId} {Convert.ToHexString(body)}");
            switch (message.Type)
            {
                case RtmpMessageType.SetChunkSize:
                    reader.SetChunkSize(RtmpControlMessage.Read(message.Type, body));
                    break;
                case RtmpMessageType.UserControl:
                    UserControls.Add(RtmpUserControl.Read(body));
                    break;
                case RtmpMessageType.CommandAmf0:
                    Commands.Add(RtmpCommand.Read(message.Type, body));
                    break;
                case RtmpMessageType.DataAmf0:
                    Data.Add(RtmpDataMessage.Read(message.Type, body));
                    break;
                case RtmpMessageType.Video:
                    FirstVideoByte = VideoTimes.Count == 0 ? body[0] : FirstVideoByte;
                    VideoTimes.Add(message.Timestamp);
                    break;
            }
        }
    }
}
