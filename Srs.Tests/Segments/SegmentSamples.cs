using System.Buffers;
using Srs.Media.Egress;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Tests.Segments;

/// <summary>Segments of two seconds made by hand.</summary>
internal static class SegmentSamples
{
    public static StreamKey Key { get; } = new(VhostTable.DefaultName, "live", "sample");

    public static SegmentHeader Header { get; } = new(0, [HlsFixture.Video, HlsFixture.Audio], new byte[] { 1, 2, 3 });

    public static Segment Make(WireMemory memory, long sequence, DateTimeOffset wallClock, int size = 1000, StreamKey? key = null, long publish = 1)
    {
        var segment = new Segment
        {
            Stream = key ?? Key,
            Publish = publish,
            Sequence = sequence,
            Start = TimeSpan.FromSeconds(2 * sequence),
            WallClock = wallClock + TimeSpan.FromSeconds(2 * sequence),
            Timestamp = 7,
            IsIndependent = true,
            Header = Header,
        };
        foreach (var form in new[] { SegmentForm.Ts, SegmentForm.Cmaf })
        {
            var bytes = new SegmentBytes(memory, size);
            bytes.Writer.Write(Content(form, sequence, size));
            bytes.Commit();
            segment.Put(form, bytes);
        }

        segment.Add(new SegmentPart(segment.Start, TimeSpan.FromSeconds(2), IsIndependent: true, new SegmentRange(0, size), new SegmentRange(0, size), [new SegmentRange(0, size), default]));
        segment.Complete(TimeSpan.FromSeconds(2));
        return segment;
    }

    public static byte[] Content(SegmentForm form, long sequence, int size = 1000)
    {
        var content = new byte[size];
        new Random((int)sequence + ((int)form * 1000)).NextBytes(content);
        return content;
    }

    public static async Task<byte[]> ReadAsync(Segment segment, SegmentForm form)
    {
        using var source = segment.Open(form);
        Assert.NotNull(source);
        using var copy = new MemoryStream();
        await source.CopyToAsync(copy, TestContext.Current.CancellationToken);
        return copy.ToArray();
    }
}
