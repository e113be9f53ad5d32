using System.Buffers;
using System.IO.Pipelines;
using Srs.Media.Segments;
using Srs.Tests.Egress;

namespace Srs.Tests.Segments;

public sealed class SegmentBytesTests
{
    private readonly PoisoningMemory _memory = new();

    [Fact]
    public void Peek_BeforeCommit_ShowsNothing()
    {
        using var bytes = new SegmentBytes(_memory, 1000);
        bytes.Writer.Write("hello"u8);

        Assert.Equal(0, bytes.Length);
        Assert.True(bytes.Peek(0).IsEmpty);
        bytes.Commit();
        Assert.Equal("hello"u8.ToArray(), bytes.ToArray());
    }

    [Fact]
    public async Task CopyToAsync_ManyBlocks_GivesEveryRange()
    {
        var data = new byte[700_000];
        new Random(1).NextBytes(data);
        using var bytes = new SegmentBytes(_memory, data.Length);
        for (var done = 0; done < data.Length; done += 9_999)
        {
            bytes.Writer.Write(data.AsSpan(done, Math.Min(9_999, data.Length - done)));
        }

        bytes.Commit();

        Assert.Equal(data, bytes.ToArray());
        foreach (var (offset, length) in new[] { (0, 700_000), (0, 1), (16_383, 3), (699_999, 1), (123_456, 400_000) })
        {
            bytes.AddRef();
            using var source = new SegmentSource(bytes, []);
            using var copy = new MemoryStream();
            var output = PipeWriter.Create(copy);
            Assert.True(await source.CopyToAsync(output, offset, length, TestContext.Current.CancellationToken));
            Assert.True(data.AsSpan(offset, length).SequenceEqual(copy.ToArray()), $"{length} bytes at {offset}");
        }
    }

    [Fact]
    public void Dispose_ReaderStillThere_KeepsTheBytesUntilItHasGone()
    {
        var bytes = new SegmentBytes(_memory, 10);
        bytes.Writer.Write("hello"u8);
        bytes.Commit();
        bytes.AddRef();

        bytes.Dispose();
        Assert.Equal("hello"u8.ToArray(), bytes.ToArray());

        bytes.Dispose();
        Assert.Equal(0, _memory.UsedBytes);
        Assert.Throws<ObjectDisposedException>(() => bytes.Peek(0));
    }
}
