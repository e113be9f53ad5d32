using Srs.Media.Buffers;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Frames;

public sealed class MediaFrameTests
{
    [Fact]
    public void Payload_BehindTagHeader_BeginsAtOffset()
    {
        using var pool = new Checked();
        using var frame = new MediaFrame(PooledBytes.Copy(pool.Pool, [1, 2, 3, 4]), 1) { Track = TestFrames.VideoTrack(), EncoderTime = TimeSpan.Zero };

        Assert.Equal(3, frame.Length);
        Assert.Equal([2, 3, 4], frame.Payload.ToArray());
    }

    [Fact]
    public void Payload_AfterLastReference_Throws()
    {
        using var pool = new Checked();
        var frame = TestFrames.Make(TestFrames.VideoTrack(), 0, pool: pool.Pool);
        frame.AddRef();
        frame.Dispose();
        Assert.Equal(100, frame.Payload.Length);

        frame.Dispose();

        Assert.Throws<ObjectDisposedException>(() => frame.Payload);
        Assert.Throws<ObjectDisposedException>(frame.AddRef);
        Assert.Throws<InvalidOperationException>(frame.Dispose);
    }

    [Fact]
    public void New_OffsetBehindTheEnd_ThrowsAndLeavesBytesWithTheCaller()
    {
        using var pool = new Checked();
        using var bytes = PooledBytes.Copy(pool.Pool, [1, 2]);

        Assert.Throws<ArgumentOutOfRangeException>(() => new MediaFrame(bytes, 3) { Track = TestFrames.VideoTrack(), EncoderTime = TimeSpan.Zero });
    }

    [Fact]
    public void New_EmptyPayload_NeedsNoBuffer()
    {
        using var pool = new Checked();
        using var frame = new MediaFrame(new PooledBytes(pool.Pool), 0) { Track = TestFrames.VideoTrack(), EncoderTime = TimeSpan.Zero };

        Assert.Equal(0, frame.Payload.Length);
    }

    [Fact]
    public void Dispose_FromManyThreads_ReturnsBytesOnce()
    {
        using var pool = new Checked();
        var frame = TestFrames.Make(TestFrames.VideoTrack(), 0, pool: pool.Pool);
        Parallel.For(0, 10_000, _ =>
        {
            frame.AddRef();
            frame.Dispose();
        });
        frame.Dispose();
    }

    private sealed class Checked : IDisposable
    {
        public TrackingBufferPool Pool { get; } = new();

        public void Dispose() => Pool.AssertAllReturned();
    }
}
