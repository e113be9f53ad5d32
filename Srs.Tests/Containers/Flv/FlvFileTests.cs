using System.Buffers;
using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

public sealed class FlvFileTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriterAndReader_TagsOfAVector_AreTheSame()
    {
        var file = TestVectors.Read("avc-aac-1s.flv");
        var tags = await ReadAsync(new MemoryStream(file));
        using var output = new MemoryStream();
        var writer = new FlvFileWriter(output);
        foreach (var (type, time, body) in tags)
        {
            using var tag = new FlvTag(type, time, PooledBytes.Copy(BufferPool.Shared, Convert.FromHexString(body)));
            await writer.WriteAsync(tag, Cancel);
        }

        Assert.True(tags.Count > 50);
        Assert.Equal(file, output.ToArray());
        Assert.Equal(tags, await ReadAsync(new PieceStream(file, 1)));
    }

    [Fact]
    public async Task Reader_TimestampsWrap_GoOn()
    {
        using var file = new MemoryStream();
        var writer = new FlvFileWriter(file);
        long[] times = [uint.MaxValue - 20L, uint.MaxValue + 20L, uint.MaxValue + 60L];
        foreach (var time in times)
        {
            await writer.WriteAsync(FlvTagType.Audio, TimeSpan.FromMilliseconds(time), TestMedia.AacFrame(1), Cancel);
        }

        file.Position = 0;
        Assert.Equal(times, (await ReadAsync(file)).Select(static tag => (long)tag.Time.TotalMilliseconds));
    }

    [Fact]
    public async Task Reader_CutOffAnywhere_GivesWhatIsWhole()
    {
        var file = TestVectors.Read("avc-aac-1s.flv");
        var whole = await ReadAsync(new MemoryStream(file));
        for (var length = 0; length < 3000; length++)
        {
            var tags = await ReadAsync(new MemoryStream(file[..length]));
            Assert.Equal(whole.Take(tags.Count), tags);
        }
    }

    [Fact]
    public async Task Reader_Damaged_GivesTagsOrSaysSo()
    {
        foreach (var damaged in Mutations.Of(TestVectors.Read("avc-aac-1s.flv"), 300))
        {
            try
            {
                await ReadAsync(new MemoryStream(damaged));
            }
            catch (FlvFormatException)
            {
            }
        }
    }

    [Fact]
    public async Task Reader_TagOverTheLimit_IsRefused()
    {
        var output = new ArrayBufferWriter<byte>();
        FlvMuxer.WriteFileHeader(hasAudio: true, hasVideo: true, output);
        FlvMuxer.WriteTag(FlvTagType.Video, 0, new byte[1001], output);
        await using var reader = new FlvFileReader(new MemoryStream(output.WrittenSpan.ToArray()), maxTagLength: 1000);

        await Assert.ThrowsAsync<FlvFormatException>(async () => await reader.ReadAsync(Cancel));
    }

    private static async Task<List<(FlvTagType Type, TimeSpan Time, string Body)>> ReadAsync(Stream stream)
    {
        var pool = new TrackingBufferPool();
        await using var reader = new FlvFileReader(stream, pool: pool);
        var tags = new List<(FlvTagType, TimeSpan, string)>();
        while (await reader.ReadAsync(Cancel) is { } tag)
        {
            using (tag)
            {
                tags.Add((tag.Type, tag.Timestamp, Convert.ToHexString(tag.Body.Span)));
            }
        }

        pool.AssertAllReturned();
        return tags;
    }
}
