using Srs.Media.Containers.Ivf;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Ivf;

public sealed class IvfReaderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_Vector_GivesFramesAndTimes()
    {
        var file = TestVectors.Read("vp8-318x178.ivf");
        var whole = await ReadAsync(new MemoryStream(file));

        Assert.NotEmpty(whole);
        Assert.Equal(file.Length - 32, whole.Sum(static frame => Convert.FromBase64String(frame.Bytes).Length + 12));
        Assert.Equal(whole.Order().Select(static frame => frame.Time), whole.Select(static frame => frame.Time));
        Assert.Equal(whole, await ReadAsync(new PieceStream(file, 1)));
        Assert.Equal(whole.Count - 1, (await ReadAsync(new MemoryStream(file[..^1]))).Count);
    }

    [Fact]
    public async Task Read_Damaged_GivesFramesOrSaysSo()
    {
        var file = TestVectors.Read("vp8-318x178.ivf");
        foreach (var damaged in Mutations.Of(file, 300).Concat(Mutations.Truncations(file[..48])))
        {
            try
            {
                Assert.All(await ReadAsync(new MemoryStream(damaged)), static frame => Assert.InRange(frame.Time, TimeSpan.Zero, TimeSpan.FromSeconds(uint.MaxValue)));
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    private static async Task<List<(TimeSpan Time, string Bytes)>> ReadAsync(Stream stream)
    {
        var pool = new TrackingBufferPool();
        var reader = new IvfReader(stream, pool);
        var frames = new List<(TimeSpan, string)>();
        try
        {
            while (await reader.ReadAsync(Cancel) is { Frame: { } frame } read)
            {
                frames.Add((read.Time, Convert.ToBase64String(frame.Span)));
                frame.Dispose();
            }
        }
        finally
        {
            pool.AssertAllReturned();
        }

        return frames;
    }
}
