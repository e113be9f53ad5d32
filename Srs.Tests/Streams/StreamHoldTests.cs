using Srs.Media.Egress;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Streams;

public sealed class StreamHoldTests
{
    private static readonly StreamKey Key = new(VhostTable.DefaultName, "live", "x");

    private readonly ManualTimeProvider _clock = new();
    private readonly StreamRegistry _streams;

    public StreamHoldTests() => _streams = new StreamRegistry(_clock, new WireMemory(long.MaxValue));

    [Fact]
    public void Hold_NobodyThere_KeepsEntryAndIdUntilLetGo()
    {
        var hold = _streams.Hold(Key, new VhostOptions());
        Tick(10);
        Assert.Equal(hold.StreamId, _streams.Find(Key)?.Id);

        var lease = _streams.Publish(Key, new FakeSession(), new VhostOptions());
        hold.Dispose();
        hold.Dispose();
        Tick(10);
        Assert.Equal((hold.StreamId, 1), (_streams.Find(Key)?.Id, hold.ClientCount));

        lease.Dispose();
        Tick(20);
        Assert.Null(_streams.Find(Key));
    }

    [Fact]
    public void Hold_LetGoUnused_LeavesNothing()
    {
        _streams.Hold(Key, new VhostOptions()).Dispose();
        Tick(4);

        Assert.Null(_streams.Find(Key));
    }

    [Fact]
    public void ThrowIfBusy_AsPublishWould()
    {
        using var hold = _streams.Hold(Key, new VhostOptions());
        hold.ThrowIfBusy(new VhostOptions());
        using var lease = _streams.Publish(Key, new FakeSession(), new VhostOptions());

        Assert.Throws<StreamBusyException>(() => hold.ThrowIfBusy(new VhostOptions()));
        hold.ThrowIfBusy(new VhostOptions { Publish = new PublishOptions { OnBusy = OnBusy.Replace } });
    }

    private void Tick(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _streams.OnTick();
        }
    }
}
