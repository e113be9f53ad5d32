using Srs.Media.Diagnostics;

namespace Srs.Media.Streams;

/// <summary>What a virtual host has counted. The registry's lock guards it.</summary>
internal sealed class VhostTotals(string name)
{
    private long _endedSent;
    private long _endedReceived;

    public string Id { get; } = SessionId.NewVid();

    public string Name { get; } = name;

    public void AddEnded(StreamInfo stream)
    {
        _endedSent += stream.SentBytes;
        _endedReceived += stream.ReceivedBytes;
    }

    public VhostInfo Describe(IEnumerable<StreamInfo> streams)
    {
        var all = streams.ToList();
        return new VhostInfo
        {
            Id = Id,
            Name = Name,
            StreamCount = all.Count,
            ClientCount = all.Sum(static stream => stream.ClientCount),
            SentBytes = _endedSent + all.Sum(static stream => stream.SentBytes),
            ReceivedBytes = _endedReceived + all.Sum(static stream => stream.ReceivedBytes),
            SendRate = Sum(all.Select(static stream => stream.SendRate)),
            ReceiveRate = Sum(all.Select(static stream => stream.ReceiveRate)),
        };
    }

    private static Bitrates Sum(IEnumerable<Bitrates> rates) => rates.Aggregate(
        default(Bitrates),
        static (sum, rate) => new Bitrates(
            sum.OneSecond + rate.OneSecond, sum.TenSeconds + rate.TenSeconds, sum.ThirtySeconds + rate.ThirtySeconds));
}
