using System.Buffers;
using System.IO.Pipelines;
using Srs.Media.Egress;

namespace Srs.Tests.Egress;

public sealed class EgressViewerTests : IDisposable
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    private readonly EgressPool _pool = new(2);
    private readonly WireLogFixture _fixture = new(queueSeconds: 5);

    public void Dispose() => _pool.Dispose();

    [Fact]
    public async Task Viewer_Joins_GetsPreambleGroupAndLive()
    {
        _fixture.Groups(1, framesPerGroup: 3);
        var (viewer, pipe) = Add(preamble: NumberedFormat.Control(1));
        _fixture.Video();
        _fixture.Log.Flush();

        var seen = await ReadAsync(pipe, seen => seen.Frames.Count == 4);

        Assert.Equal("CMTKVVV", seen.Kinds);
        Assert.Equal(_fixture.Log.Head, viewer.SentBytes - NumberedFormat.Control(1).Length - Preface());
    }

    [Fact]
    public async Task Viewer_ReaderStops_OthersAreUnharmedAndItJumps()
    {
        var (stalled, stalledPipe) = Add(pause: 1000);
        var (_, pipe) = Add();
        var other = new NumberedReader { Records = false };
        for (var i = 0; i < 20; i++)
        {
            _fixture.Groups(1, size: 1000);
            _fixture.Log.Flush();
            await ReadAsync(pipe, seen => seen.Frames.Count == _fixture.NextNumber, other);
        }

        Assert.True(stalled.IsBlocked);
        Assert.True(stalled.DroppedFrames > 0);
        Assert.Equal(0, other.Gaps);

        var late = new NumberedReader { Records = false };
        await ReadAsync(stalledPipe, seen => seen.Frames.Count > 0 && seen.Frames[^1] == _fixture.NextNumber - 1, late);
        Assert.Equal(_fixture.NextNumber, late.Frames.Count + stalled.DroppedFrames);
    }

    [Fact]
    public async Task Viewer_PausedReaderGoesOn_GetsEveryByteOnce()
    {
        _fixture.Groups(1, size: 5000);
        var (viewer, pipe) = Add(pause: 4096);
        var seen = new NumberedReader();
        while (seen.Frames.Count < 25)
        {
            var read = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
            var piece = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, 777));
            seen.Feed(piece.ToArray());
            pipe.Reader.AdvanceTo(piece.End);
        }

        Assert.Equal(Enumerable.Range(0, 25), seen.Frames);
        Assert.Equal(_fixture.Log.Head + Preface(), viewer.SentBytes);
    }

    [Fact]
    public async Task Send_WhileMediaFlows_ComesBetweenMessages()
    {
        var (viewer, pipe) = Add(pause: 3000);
        var reading = ReadAsync(pipe, seen => seen.Controls.Count == 200);
        for (var i = 0; i < 200; i++)
        {
            _fixture.Groups(1, framesPerGroup: 3, size: 1000 + i);
            _fixture.Log.Flush();
            while (!viewer.Send(NumberedFormat.Control(i, size: 300)))
            {
                await Task.Yield();
            }
        }

        var seen = await reading;
        Assert.Equal(Enumerable.Range(0, 200), seen.Controls);
    }

    [Fact]
    public async Task Send_FromManyThreads_NeverStopsTheMedia()
    {
        var (viewer, pipe) = Add();
        using var end = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                if (!viewer.Send(NumberedFormat.Control(0)))
                {
                    Thread.Yield();
                }
            }
        })).ToArray();

        var seen = new NumberedReader { Records = false };
        for (var i = 0; i < 100; i++)
        {
            _fixture.Groups(1, framesPerGroup: 3);
            _fixture.Log.Flush();
            await ReadAsync(pipe, reader => reader.Frames.Count > 0 && reader.Frames[^1] == _fixture.NextNumber - 1, seen);
        }

        await end.CancelAsync();
        await Task.WhenAll(senders);
        Assert.Equal(0, viewer.DroppedFrames);
    }

    [Fact]
    public async Task Send_RacingWithTheWorker_LeavesNoStopBehind()
    {
        var (viewer, pipe) = Add();
        var seen = new NumberedReader { Records = false };
        for (var i = 0; i < 3000; i++)
        {
            viewer.Send(NumberedFormat.Control(i));
            await ReadAsync(pipe, reader => reader.Controls.Count == i + 1, seen);

            _fixture.Video(isKey: true);
            _fixture.Log.Flush();
            await ReadAsync(pipe, reader => reader.Frames.Count == i + 1, seen);
        }

        Assert.Equal(0, viewer.DroppedFrames);
    }

    [Fact]
    public void Send_MoreThanMayWait_IsRefused()
    {
        var (viewer, _) = Add(pause: 100);
        _fixture.Groups(1);
        _fixture.Log.Flush();
        var control = NumberedFormat.Control(1, 1000);
        SpinWait.SpinUntil(() => viewer.IsBlocked, Generous);

        var sent = 0;
        while (viewer.Send(control))
        {
            sent++;
        }

        Assert.Equal(EgressViewer.MaxControlBytes / control.Length, sent);
    }

    [Fact]
    public async Task Finish_InMidMessage_EndsAtBoundaryAfterControls()
    {
        _fixture.Groups(1, size: 3000);
        var (viewer, pipe) = Add(pause: 1000);
        SpinWait.SpinUntil(() => viewer.IsBlocked, Generous);
        viewer.Send(NumberedFormat.Control(7));
        viewer.Finish();

        var seen = new NumberedReader();
        while (!viewer.Completion.IsCompleted)
        {
            await ReadOnceAsync(pipe, seen);
        }

        while (pipe.Reader.TryRead(out var read))
        {
            Take(pipe, read, seen);
        }

        Assert.Equal(0, seen.RestLength);
        Assert.EndsWith("C", seen.Kinds, StringComparison.Ordinal);
        Assert.Equal(0, _fixture.Log.CursorCount);
    }

    [Fact]
    public async Task Abort_WhileBlocked_Completes()
    {
        _fixture.Groups(1, size: 3000);
        var (viewer, _) = Add(pause: 1000);
        SpinWait.SpinUntil(() => viewer.IsBlocked, Generous);

        viewer.Abort();

        await viewer.Completion.WaitAsync(Generous, TestContext.Current.CancellationToken);
        Assert.Equal(0, _fixture.Log.CursorCount);
    }

    [Fact]
    public async Task Drain_Behind_EndsAfterAllThatWasThere()
    {
        _fixture.Groups(1, size: 3000);
        var (viewer, pipe) = Add(pause: 1000);
        SpinWait.SpinUntil(() => viewer.IsBlocked, Generous);
        _fixture.Video();
        var last = _fixture.NextNumber - 1;
        viewer.Drain();

        var seen = new NumberedReader();
        while (!viewer.Completion.IsCompleted)
        {
            await ReadOnceAsync(pipe, seen);
        }

        while (pipe.Reader.TryRead(out var read))
        {
            Take(pipe, read, seen);
        }

        Assert.Equal(0, seen.RestLength);
        Assert.Equal(Enumerable.Range(0, last + 1), seen.Frames);
    }

    [Fact]
    public async Task Abort_Idle_CompletesAndLaterCallsDoNothing()
    {
        var (viewer, _) = Add();
        viewer.Abort();
        await viewer.Completion.WaitAsync(Generous, TestContext.Current.CancellationToken);

        viewer.Abort();
        viewer.Finish();
        viewer.Send(NumberedFormat.Control(1));
        _fixture.Groups(1);
        _fixture.Log.Flush();
    }

    [Fact]
    public async Task Output_ReaderCompleted_EndsTheViewer()
    {
        var (viewer, pipe) = Add();
        await pipe.Reader.CompleteAsync();
        _fixture.Groups(1);
        _fixture.Log.Flush();

        await viewer.Completion.WaitAsync(Generous, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Output_Throws_EndsThatViewerOnly()
    {
        using var pool = new EgressPool(1);
        var broken = pool.Add(_fixture.Log, _fixture.Log.Join(fromKeyFrame: false), new ThrowingWriter());
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        pool.Add(_fixture.Log, _fixture.Log.Join(fromKeyFrame: false), pipe.Writer);
        _fixture.Groups(1);
        _fixture.Log.Flush();

        await broken.Completion.WaitAsync(Generous, TestContext.Current.CancellationToken);
        Assert.Equal(25, (await ReadAsync(pipe, seen => seen.Frames.Count == 25)).Frames.Count);
    }

    [Fact]
    public async Task Output_GoneAndGivesRoomOnlyWhenAsked_EndsThatViewerOnly()
    {
        using var pool = new EgressPool(1);
        var gone = pool.Add(_fixture.Log, _fixture.Log.Join(fromKeyFrame: false), new GoneWriter());
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        pool.Add(_fixture.Log, _fixture.Log.Join(fromKeyFrame: false), pipe.Writer);
        _fixture.Groups(1);
        _fixture.Log.Flush();

        await gone.Completion.WaitAsync(Generous, TestContext.Current.CancellationToken);
        Assert.Equal(25, (await ReadAsync(pipe, seen => seen.Frames.Count == 25)).Frames.Count);
    }

    [Fact]
    public async Task GivenUp_WhileBlocked_Completes()
    {
        var fixture = new WireLogFixture(queueSeconds: 1);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 10, resumeWriterThreshold: 5));
        fixture.Groups(1);
        var viewer = _pool.Add(fixture.Log, fixture.Log.Join(fromKeyFrame: false), pipe.Writer);
        SpinWait.SpinUntil(() => viewer.IsBlocked, Generous);
        for (var i = 0; i < 100 && !viewer.WasGivenUp; i++)
        {
            fixture.Log.AppendMetadata(fixture.Headers with { Metadata = new byte[1_000_000] });
            fixture.Groups(3);
            fixture.Log.Flush();
        }

        await viewer.Completion.WaitAsync(Generous, TestContext.Current.CancellationToken);
        Assert.True(viewer.WasGivenUp);
        Assert.Equal(0, fixture.Log.CursorCount);
    }

    private (EgressViewer Viewer, Pipe Pipe) Add(int pause = 0, byte[]? preamble = null)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: pause, resumeWriterThreshold: pause / 2, useSynchronizationContext: false));
        return (_pool.Add(_fixture.Log, _fixture.Log.Join(fromKeyFrame: true), pipe.Writer, preamble), pipe);
    }

    private long Preface()
    {
        using var cursor = _fixture.Log.Join(fromKeyFrame: false);
        using var read = cursor.Read();
        return read.Bytes.Length;
    }

    private static async Task<NumberedReader> ReadAsync(Pipe pipe, Func<NumberedReader, bool> isEnough, NumberedReader? seen = null)
    {
        seen ??= new NumberedReader();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Generous);
        while (!isEnough(seen))
        {
            Take(pipe, await pipe.Reader.ReadAsync(timeout.Token), seen);
        }

        return seen;
    }

    private static async Task ReadOnceAsync(Pipe pipe, NumberedReader seen)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        try
        {
            Take(pipe, await pipe.Reader.ReadAsync(soon.Token), seen);
        }
        catch (OperationCanceledException)
        {
            // Nothing came; whoever waits for the end looks again.
        }
    }

    private static void Take(Pipe pipe, ReadResult read, NumberedReader seen)
    {
        seen.Feed(read.Buffer.ToArray());
        pipe.Reader.AdvanceTo(read.Buffer.End);
    }

    /// <summary>What Kestrel's response is like once its connection is gone.</summary>
    private sealed class GoneWriter : PipeWriter
    {
        public override void Advance(int bytes)
        {
        }

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => new(new FlushResult(isCanceled: false, isCompleted: true));

        public override Memory<byte> GetMemory(int sizeHint = 0) => new byte[sizeHint];

        public override Span<byte> GetSpan(int sizeHint = 0) => new byte[sizeHint];
    }

    private sealed class ThrowingWriter : PipeWriter
    {
        public override void Advance(int bytes) => throw new IOException("The connection is gone.");

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => throw new IOException("The connection is gone.");

        public override Memory<byte> GetMemory(int sizeHint = 0) => new byte[4096];

        public override Span<byte> GetSpan(int sizeHint = 0) => new byte[4096];
    }
}
