using Srs.Media.Diagnostics;
using Srs.Media.Streams;

namespace Srs.Tests.Web.Api;

/// <summary>What the clients of SRS's captured answers say of themselves.</summary>
internal static class SampleSessions
{
    public static SessionInfo Player(string id, StreamKey stream) => new()
    {
        Id = id,
        Stream = stream,
        Type = "flv-play",
        IsPublisher = false,
        Name = stream.Stream + ".flv",
        Ip = "127.0.0.1",
        TcUrl = "http://127.0.0.1/live",
        Alive = TimeSpan.FromSeconds(15.46),
        SentBytes = 1206033,
        ReceivedBytes = 161,
        SendRate = new Bitrates(3_000_999, 2_000_000, 1_000_000),
        ReceiveRate = new Bitrates(300, 2000, 1999),
        DroppedFrames = 4,
        Jumps = 2,
    };

    public static SessionInfo Publisher(string id, StreamKey stream) => new()
    {
        Id = id,
        Stream = stream,
        Type = "fmle-publish",
        IsPublisher = true,
        Name = stream.Stream,
        Ip = "127.0.0.1",
        TcUrl = "rtmp://127.0.0.1:1935/live",
        Alive = TimeSpan.FromSeconds(20),
        SentBytes = 0,
        ReceivedBytes = 1470359,
    };
}
