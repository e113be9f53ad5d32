using Srs.Media.Rtp.Stages;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp.Stages;

public sealed class RtpReorderBufferTests : IDisposable
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(100);

    private readonly TrackingBufferPool _pool = new();
    private readonly RtpTestPackets _publisher;
    private readonly RtpReorderBuffer _buffer = new(MaxDelay, maxPackets: 8);
    private readonly AudioJitterBuffer _jitter = new();

    public RtpReorderBufferTests() => _publisher = new RtpTestPackets(_pool);

    public void Dispose()
    {
        _buffer.Dispose();
        _jitter.Dispose();
        _publisher.Dispose();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void TryTake_Disorder_IsPutInOrderAtOnce()
    {
        Assert.Equal("1", Add(1));
        Assert.Equal("", Add(3));
        Assert.Equal("", Add(4));
        Assert.Equal("2 3 4", Add(2));
        Assert.Null(_buffer.Deadline);
    }

    [Fact]
    public void TryTake_Missing_IsGivenUpAtTheDeadline()
    {
        Add(1);
        Add(3);
        Assert.Equal(_publisher.Now + MaxDelay, _buffer.Deadline);
        _publisher.Now += MaxDelay - TimeSpan.FromTicks(1);
        Assert.Equal("", Add(4));
        _publisher.Now += TimeSpan.FromTicks(1);

        Assert.Equal("!3 4", Take());
        Assert.Equal(1, _buffer.Lost);
        Assert.Equal("", Add(2));
        Assert.Equal(1, _buffer.Late);
    }

    [Fact]
    public void TryTake_FullBuffer_GivesUpAtOnce()
    {
        Add(1);
        for (var i = 3; i < 10; i++)
        {
            Assert.Equal("", Add(i));
        }

        Assert.Equal("!3 4 5 6 7 8 9 10", Add(10));
    }

    [Fact]
    public void Add_SourceStartsOver_WaitsForNothing()
    {
        Add(1);
        Add(3);
        _publisher.Ssrc = 5;
        Assert.False(_publisher.Take(100));
        Assert.Equal("", Add(101));
        _publisher.Now += MaxDelay;

        Assert.Equal("!3 !101", Take());
        Assert.Equal("102", Add(102));
    }

    [Fact]
    public void Add_Twice_IsLate()
    {
        using var packet = _publisher.Receive(1)!;
        packet.AddRef();
        packet.AddRef();

        Assert.True(_buffer.Add(packet));
        Assert.False(_buffer.Add(packet));
        Assert.Equal("1", Take());
    }

    [Fact]
    public void AddAndTake_AnyOrder_GivesGrowingNumbers()
    {
        var random = new Random(4);
        var sequence = 0;
        var last = -1L;
        for (var i = 0; i < 20_000; i++)
        {
            sequence += random.Next(-2, 5);
            _publisher.Now += TimeSpan.FromMilliseconds(random.Next(30));
            if (_publisher.Receive(sequence, timestamp: (uint)(_publisher.Now.TotalSeconds * RtpTestPackets.Rate)) is { } packet)
            {
                _buffer.Add(packet);
            }

            while (_buffer.TryTake(_publisher.Now, out var taken, out var hasGap))
            {
                Assert.True(taken.Sequence > last && (hasGap || last < 0 || taken.Sequence == last + 1));
                last = taken.Sequence;
                taken.Dispose();
            }

            Assert.InRange(_buffer.Count, 0, 8);
        }

        Assert.True(_buffer.Lost > 100);
    }

    [Fact]
    public void Jitter_InOrder_WaitsShortlyForALoss()
    {
        AddJitter(1);
        AddJitter(3);
        _publisher.Now += AudioJitterBuffer.MinDelay;

        Assert.True(_jitter.TryTake(_publisher.Now, out var packet, out var hasGap));
        Assert.True(hasGap);
        packet.Dispose();
    }

    [Fact]
    public void Jitter_PacketsComeLate_WaitsLongerForAWhile()
    {
        AddJitter(1);
        AddJitter(3);
        _publisher.Now += TimeSpan.FromMilliseconds(60);
        AddJitter(2);
        Assert.Equal(90, _jitter.Delay.TotalMilliseconds);

        _publisher.Now += TimeSpan.FromSeconds(1);
        AddJitter(5);
        _publisher.Now += TimeSpan.FromSeconds(1);
        AddJitter(4);
        Assert.Equal(AudioJitterBuffer.MaxDelay, _jitter.Delay);

        for (var i = 6; i < 2000; i++)
        {
            AddJitter(i);
        }

        Assert.InRange(_jitter.Delay, AudioJitterBuffer.MinDelay, AudioJitterBuffer.MinDelay + TimeSpan.FromMilliseconds(1));
    }

    private void AddJitter(int sequence)
    {
        _jitter.Add(_publisher.Receive(sequence)!);
        while (_jitter.TryTake(_publisher.Now, out var packet, out _))
        {
            packet.Dispose();
        }
    }

    private string Add(int sequence)
    {
        if (_publisher.Receive(sequence) is { } packet)
        {
            _buffer.Add(packet);
        }

        return Take();
    }

    private string Take()
    {
        var taken = new List<string>();
        while (_buffer.TryTake(_publisher.Now, out var packet, out var hasGap))
        {
            taken.Add((hasGap ? "!" : "") + (ushort)packet.Sequence);
            packet.Dispose();
        }

        return string.Join(' ', taken);
    }
}
