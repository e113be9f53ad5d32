using Srs.Media.Frames;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Streams;

public sealed class InterleaveBufferTests : IDisposable
{
    private readonly TrackingBufferPool _pool = new();
    private readonly InterleaveBuffer _buffer = new();

    public void Dispose()
    {
        _buffer.Dispose();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void Take_OneKindOnly_WaitsForTen()
    {
        for (var i = 0; i < InterleaveBuffer.MaxOfOneKind - 1; i++)
        {
            Add(TestFrames.AudioTrack(), i);
            Assert.Null(_buffer.Take());
        }

        Add(TestFrames.AudioTrack(), 9);
        Assert.Equal([0], TakeAll());
    }

    [Fact]
    public void Take_BothKinds_GivesEarliestUntilOneKindIsOut()
    {
        Add(TestFrames.VideoTrack(), 40);
        Add(TestFrames.VideoTrack(), 80);
        Add(TestFrames.AudioTrack(), 20);
        Add(TestFrames.AudioTrack(), 60);

        Assert.Equal([20, 40, 60], TakeAll());
    }

    [Fact]
    public void Take_EqualTimes_KeepsOrderOfArrival()
    {
        Add(TestFrames.VideoTrack(), 40, number: 1);
        Add(TestFrames.AudioTrack(), 40, number: 2);

        using var first = _buffer.Take();
        Assert.Equal(1, TestFrames.Number(first!));
    }

    [Fact]
    public void Take_WithoutWaiting_GivesTheRest()
    {
        Add(TestFrames.VideoTrack(), 1);
        Assert.Null(_buffer.Take());

        using var frame = _buffer.Take(waits: false);
        Assert.NotNull(frame);
        Assert.Null(_buffer.Take(waits: false));
    }

    private void Add(TrackInfo track, double time, int number = 0) => _buffer.Add(TestFrames.Make(track, time, number: number, pool: _pool));

    private List<double> TakeAll()
    {
        var times = new List<double>();
        while (_buffer.Take() is { } frame)
        {
            using (frame)
            {
                times.Add(frame.EncoderTime.TotalMilliseconds);
            }
        }

        return times;
    }
}
