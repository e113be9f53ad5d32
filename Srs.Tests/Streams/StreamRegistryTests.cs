using Srs.Media.Streams;

namespace Srs.Tests.Streams;

public sealed class StreamRegistryTests
{
    [Fact]
    public void OnTick_StreamUnusedForLinger_IsForgotten()
    {
        using var stream = new StreamFixture(new VhostOptions { Publish = new PublishOptions { Grace = TimeSpan.Zero } });
        stream.Publish("Kv");
        stream.Lease.Dispose();
        stream.Tick(2);
        Assert.NotNull(stream.Registry.Find(StreamFixture.Key));

        stream.Tick(1);

        Assert.Null(stream.Registry.Find(StreamFixture.Key));
        Assert.Equal(0, stream.Memory.UsedBytes);
        stream.Pool.AssertAllReturned();
    }

    [Fact]
    public void OnTick_ViewerStaysWithoutPublisher_IsKept()
    {
        using var stream = new StreamFixture();
        stream.Play();
        stream.Lease.Dispose();
        stream.Tick(100);

        Assert.NotNull(stream.Registry.Find(StreamFixture.Key));
    }

    [Fact]
    public void Publish_AfterStreamWasForgotten_BeginsAnotherLife()
    {
        using var stream = new StreamFixture();
        var id = stream.Stream.Id;
        stream.Lease.Dispose();
        stream.Tick(20);
        stream.StartPublisher();

        Assert.NotEqual(id, stream.Stream.Id);
    }

    [Fact]
    public void Publish_RetiredStreamStillHeld_FindsItsSuccessor()
    {
        using var stream = new StreamFixture();
        var old = stream.Stream;
        stream.Lease.Dispose();
        stream.Clock.Advance(TimeSpan.FromSeconds(20));
        old.OnTick();
        stream.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(old.OnTick());

        stream.StartPublisher();

        Assert.NotSame(old, stream.Stream);
        Assert.True(stream.Stream.IsPublished);
    }

    [Fact]
    public void DescribeVhosts_StreamEnded_TotalsStay()
    {
        using var stream = new StreamFixture();
        stream.Publisher.ReceivedBytes = 1000;
        Assert.Equal(1000, Vhost(stream).ReceivedBytes);
        stream.Lease.Dispose();
        stream.Tick(20);

        var vhost = Vhost(stream);
        Assert.Equal(1000, vhost.ReceivedBytes);
        Assert.Equal(0, vhost.StreamCount);
        Assert.Equal(vhost.Id, stream.Registry.FindVhostId(VhostTable.DefaultName));
    }

    private static VhostInfo Vhost(StreamFixture stream) => Assert.Single(stream.Registry.DescribeVhosts());
}
