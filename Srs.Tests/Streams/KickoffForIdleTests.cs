using Srs.Media.Streams;

namespace Srs.Tests.Streams;

/// <summary>A publisher whom nobody watches.</summary>
public sealed class KickoffForIdleTests : IDisposable
{
    private readonly StreamFixture _stream = new(new VhostOptions { Publish = new PublishOptions { KickoffForIdle = TimeSpan.FromSeconds(10) } });

    public void Dispose() => _stream.Dispose();

    [Fact]
    public void Publisher_NeverWatched_IsEndedAfterTheTime()
    {
        _stream.Tick(9);
        Assert.Empty(_stream.Publisher.Ends);

        _stream.Tick(1);
        Assert.Equal([SessionEndReason.NobodyWatches], _stream.Publisher.Ends);
    }

    [Fact]
    public void Publisher_LastViewerLeft_IsEndedThatTimeLater()
    {
        var viewer = _stream.Play();
        _stream.Tick(30);
        Assert.Empty(_stream.Publisher.Ends);

        viewer.Dispose();
        _stream.Tick(9);
        Assert.Empty(_stream.Publisher.Ends);

        _stream.Tick(1);
        Assert.Equal([SessionEndReason.NobodyWatches], _stream.Publisher.Ends);
    }

    [Fact]
    public void Publisher_FollowsAnother_HasItsOwnTime()
    {
        _stream.Tick(9);
        _stream.Lease.Dispose();
        _stream.StartPublisher();

        _stream.Tick(9);
        Assert.Empty(_stream.Publisher.Ends);

        _stream.Tick(1);
        Assert.Equal([SessionEndReason.NobodyWatches], _stream.Publisher.Ends);
    }

    [Fact]
    public void Publisher_NoTimeIsSet_GoesOnForEver()
    {
        using var stream = new StreamFixture();
        stream.Tick(100);

        Assert.Empty(stream.Publisher.Ends);
    }
}
