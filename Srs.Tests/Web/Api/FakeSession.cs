using Srs.Media.Diagnostics;
using Srs.Media.Streams;

namespace Srs.Tests.Web.Api;

/// <summary>A client without a connection.</summary>
internal sealed class FakeSession(string id) : ISession
{
    public string Id => id;

    public long SentBytes { get; set; }

    public long ReceivedBytes { get; set; }

    public long DroppedFrames { get; set; }

    public SessionEndReason? Ended { get; private set; }

    /// <summary>What the session says of itself; null before it has asked for a stream.</summary>
    public SessionInfo? Info { get; set; }

    public static FakeSession Player(string id, StreamKey stream, string extension = ".flv") => new(id)
    {
        SentBytes = 1206033,
        ReceivedBytes = 161,
        Info = new SessionInfo
        {
            Id = id,
            Stream = stream,
            Type = "flv-play",
            IsPublisher = false,
            Name = stream.Stream + extension,
            Ip = "127.0.0.1",
            TcUrl = "http://127.0.0.1/live",
            Alive = TimeSpan.FromSeconds(15.46),
            SentBytes = 1206033,
            ReceivedBytes = 161,
            SendRate = new Bitrates(3_000_999, 2_000_000, 1_000_000),
            ReceiveRate = new Bitrates(300, 2000, 1999),
            DroppedFrames = 4,
        },
    };

    public static FakeSession Publisher(string id, StreamKey stream) => new(id)
    {
        ReceivedBytes = 1470359,
        Info = new SessionInfo
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
        },
    };

    public SessionInfo? Describe() => Info;

    public void End(SessionEndReason reason) => Ended ??= reason;

    public void OnTick()
    {
    }
}
