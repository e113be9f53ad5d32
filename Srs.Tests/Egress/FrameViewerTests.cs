using System.Buffers;
using System.IO.Pipelines;
using Srs.Media.Egress;
using Srs.Media.Streams;
using Srs.Tests.Streams;

namespace Srs.Tests.Egress;

public sealed class FrameViewerTests : IDisposable
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    private readonly StreamFixture _stream = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 1024, useSynchronizationContext: false));

    public void Dispose() => _stream.Dispose();

    [Fact]
    public async Task Viewer_JoinsInMidGroup_GetsPreambleHeadersGroupAndLive()
    {
        _stream.Publish("KvKva");
        var viewer = Start(new FrameViewerOptions(), NumberedFormat.Control(1));
        _stream.Publish("v");

        Assert.Equal("CTTKVAV", (await ReadAsync(seen => seen.Frames.Count == 4)).Kinds);
        await EndAsync(viewer);
    }

    [Theory]
    [InlineData(TimeJitter.Full, 0u, 40u)]
    [InlineData(TimeJitter.Zero, 0u, 40u)]
    [InlineData(TimeJitter.Off, 5080u, 5120u)]
    public async Task Times_AreThoseAskedFor(TimeJitter times, uint first, uint second)
    {
        _stream.Lease.Dispose();
        _stream.StartPublisher(encoderStart: 5000);
        _stream.Publish("KvKv");
        var viewer = Start(new FrameViewerOptions { Times = times });

        var seen = await ReadAsync(seen => seen.Frames.Count == 2);
        Assert.Equal([first, second], seen.Times[^2..]);
        await EndAsync(viewer);
    }

    [Fact]
    public async Task Times_OffAndBelowZero_ComeAsTheEncoderSentThem()
    {
        _stream.Lease.Dispose();
        _stream.StartPublisher(encoderStart: -1);
        _stream.Publish("K");
        var viewer = Start(new FrameViewerOptions { Times = TimeJitter.Off });

        Assert.Equal(uint.MaxValue, (await ReadAsync(seen => seen.Frames.Count == 1)).Times[^1]);
        await EndAsync(viewer);
    }

    [Fact]
    public async Task Duration_Reached_EndsTheViewer()
    {
        var viewer = Start(new FrameViewerOptions { Duration = TimeSpan.FromMilliseconds(100) });
        _stream.Publish("Kvvv");

        await viewer.Completion.WaitAsync(Generous, TestContext.Current.CancellationToken);

        Assert.True(viewer.ReachedDuration);
        Assert.Equal([0, 1, 2], (await ReadAsync(seen => seen.Frames.Count == 3)).Frames);
    }

    [Fact]
    public async Task ReceivesVideo_Off_LeavesPicturesOut()
    {
        var viewer = Start(new FrameViewerOptions { ReceivesVideo = false });
        _stream.Publish("Kaaa");

        var seen = await ReadAsync(reader => reader.Frames.Count == 3, new NumberedReader(hasVideo: false));
        Assert.Equal([1, 2, 3], seen.Frames);
        await EndAsync(viewer);
    }

    [Fact]
    public async Task Headers_Changed_AreSentBeforeTheFrame()
    {
        var viewer = Start(new FrameViewerOptions());
        _stream.Publish("K");
        _stream.Announce(video: 2);
        _stream.Lease.SetMetadata(new byte[] { 1 });
        _stream.Publish("K");

        Assert.Equal("TTKMTK", (await ReadAsync(seen => seen.Frames.Count == 2)).Kinds);
        await EndAsync(viewer);
    }

    [Fact]
    public async Task Send_Idle_IsSentAtOnce()
    {
        var viewer = Start(new FrameViewerOptions());
        Assert.True(viewer.Send(NumberedFormat.Control(5)));

        Assert.Equal([5], (await ReadAsync(seen => seen.Controls.Count == 1)).Controls);
        await EndAsync(viewer);
    }

    [Fact]
    public async Task Finish_SendsWhatIsQueuedAndEnds()
    {
        var viewer = Start(new FrameViewerOptions());
        viewer.Send(NumberedFormat.Control(5));
        viewer.Finish();

        await viewer.Completion.WaitAsync(Generous, TestContext.Current.CancellationToken);
        Assert.Equal([5], (await ReadAsync(seen => seen.Controls.Count == 1)).Controls);
    }

    [Fact]
    public async Task Drain_SendsTheFramesThatAreThereAndEnds()
    {
        _stream.Publish("Kvv");
        var viewer = Start(new FrameViewerOptions());
        viewer.Drain();

        Assert.Equal([0, 1, 2], (await ReadAsync(seen => seen.Frames.Count == 3)).Frames);
        await viewer.Completion.WaitAsync(Generous, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Abort_WhileBlocked_EndsAndGivesFramesBack()
    {
        var viewer = Start(new FrameViewerOptions());
        for (var i = 0; i < 50; i++)
        {
            _stream.Publish("K", size: 10_000);
        }

        SpinWait.SpinUntil(() => viewer.IsBlocked, Generous);
        viewer.Abort();

        await viewer.Completion.WaitAsync(Generous, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Output_ReaderCompleted_EndsTheViewer()
    {
        var viewer = Start(new FrameViewerOptions());
        await _pipe.Reader.CompleteAsync();
        _stream.Publish("K");

        await viewer.Completion.WaitAsync(Generous, TestContext.Current.CancellationToken);
    }

    private FrameViewer Start(FrameViewerOptions options, byte[]? preamble = null) =>
        new(_stream.Stream.Subscribe(), new NumberedFormat(), _pipe.Writer, options, preamble);

    private static async Task EndAsync(FrameViewer viewer)
    {
        viewer.Finish();
        await viewer.Completion.WaitAsync(Generous, TestContext.Current.CancellationToken);
    }

    private async Task<NumberedReader> ReadAsync(Func<NumberedReader, bool> isEnough, NumberedReader? seen = null)
    {
        seen ??= new NumberedReader();
        using var timeout = new CancellationTokenSource(Generous);
        while (!isEnough(seen))
        {
            var read = await _pipe.Reader.ReadAsync(timeout.Token);
            seen.Feed(read.Buffer.ToArray());
            _pipe.Reader.AdvanceTo(read.Buffer.End);
        }

        return seen;
    }
}
