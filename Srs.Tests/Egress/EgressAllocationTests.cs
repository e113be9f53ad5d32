using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Egress;

/// <summary>Counts what the whole process allocates, so nothing else runs meanwhile.</summary>
[Collection(nameof(EgressAllocationTests))]
[CollectionDefinition(nameof(EgressAllocationTests), DisableParallelization = true)]
public sealed class EgressAllocationTests
{
    [Fact]
    [Trait("Category", "Perf")]
    public void Deliver_ToThousandViewers_AllocatesNothingPerViewerAndFrame()
    {
        const int Viewers = 1000;
        const int Frames = 400;
        using var pool = new EgressPool(2);
        var fixture = new WireLogFixture(memory: new WireMemory(long.MaxValue), hasAudio: true);
        var outputs = Enumerable.Range(0, Viewers).Select(static _ => new CountingWriter()).ToArray();
        var viewers = outputs.Select(output => pool.Add(fixture.Log, fixture.Log.Join(false), output)).ToArray();
        var frames = Enumerable.Range(0, 50).Select(i => TestFrames.Make(TestFrames.VideoTrack(), 0, i == 0, i, 4000)).ToArray();
        Deliver(fixture.Log, frames, viewers, 0, Frames);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        Deliver(fixture.Log, frames, viewers, Frames, Frames);
        var perViewerAndFrame = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(Viewers * Frames);

        Assert.InRange(perViewerAndFrame, 0, 0.1);
        Assert.All(viewers, static viewer => Assert.Equal(0, viewer.DroppedFrames));
    }

    private static void Deliver(WireLog log, MediaFrame[] frames, EgressViewer[] viewers, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            var frame = frames[i % frames.Length];
            frame.Dts = TimeSpan.FromMilliseconds(i * 40);
            log.AppendFrame(frame);
            log.Flush();
            var head = log.Head;
            foreach (var viewer in viewers)
            {
                var wait = default(SpinWait);
                while (viewer.SentBytes < head)
                {
                    wait.SpinOnce(sleep1Threshold: -1);
                }
            }
        }
    }
}
