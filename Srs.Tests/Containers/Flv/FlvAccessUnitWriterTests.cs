using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

public sealed class FlvAccessUnitWriterTests
{
    private static readonly byte[] Sps = H264Set(7);
    private static readonly byte[] Pps = H264Set(8);
    private static readonly byte[] Idr = [0, 0, 0, 1, 0x65, 0x88, 1];

    private readonly List<string> _tags = [];
    private readonly TrackingBufferPool _pool = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task H264_ParameterSets_GiveASequenceHeaderOnceAndAtEachChange()
    {
        var writer = Make();
        await writer.WriteH264Async((byte[])[.. Sps, .. Pps], TimeSpan.Zero, cancellationToken: Cancel);
        await writer.WriteH264Async((byte[])[0, 0, 0, 1, 9, 0x10, .. Sps, .. Pps, .. Idr], TimeSpan.Zero, TimeSpan.FromMilliseconds(80), cancellationToken: Cancel);
        await writer.WriteH264Async((byte[])[0, 0, 1, 0x41, 0x9A, 2], TimeSpan.FromMilliseconds(40), cancellationToken: Cancel);
        await writer.WriteH264Async((byte[])[.. Pps[..^1], 0x77, .. Idr], TimeSpan.FromMilliseconds(80), cancellationToken: Cancel);

        Assert.Equal(["Video 0 1700", "Video 0 17010000500000000365", "Video 40 27010000000000000341", "Video 80 1700", "Video 80 17010000000000000365"], _tags);
        _pool.AssertAllReturned();
    }

    [Fact]
    public async Task Adts_Frames_AreRawAndInStep()
    {
        byte[] frame = [0xFF, 0xF1, 0x50, 0x80, 0x01, 0x3F, 0xFC, 0xAA, 0xBB];
        await Make().WriteAdtsAsync((byte[])[.. frame, .. frame], TimeSpan.FromSeconds(1), cancellationToken: Cancel);

        Assert.Equal(["Audio 1000 AF001210", "Audio 1000 AF01AABB", "Audio 1023 AF01AABB"], _tags);
        _pool.AssertAllReturned();
    }

    [Fact]
    public async Task OtherTracks_GoByFourCc()
    {
        var writer = Make();
        await writer.WriteH264Async((byte[])[.. Sps, .. Pps, .. Idr], TimeSpan.Zero, trackId: 2, cancellationToken: Cancel);
        await writer.WriteFrameAsync(
            new TrackInfo { Id = 1, Kind = MediaKind.Audio, Codec = MediaCodec.Opus }, (byte[])[0xFC], FrameFlags.None, TimeSpan.Zero, cancellationToken: Cancel);

        Assert.Equal(["Video 0 96006176633102", "Video 0 96036176633102", "Audio 0 95014F70757301FC"], _tags.Select(static tag => tag[..Math.Min(tag.Length, tag.StartsWith('V') ? 22 : 100)]));
    }

    [Fact]
    public async Task BadInput_ThrowsAndWritesNothing()
    {
        var writer = Make();
        await Assert.ThrowsAsync<InvalidDataException>(async () => await writer.WriteH264Async(Idr, TimeSpan.Zero, cancellationToken: Cancel));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await writer.WriteH264Async((byte[])[1, 2, 3], TimeSpan.Zero, cancellationToken: Cancel));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await writer.WriteH264Async((byte[])[0, 0, 1, 0x67, 1], TimeSpan.Zero, cancellationToken: Cancel));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await writer.WriteAv1Async((byte[])[0x12, 0, 0x32, 1, 0], TimeSpan.Zero, cancellationToken: Cancel));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await writer.WriteAdtsAsync((byte[])[0xFF, 0xF1], TimeSpan.Zero, cancellationToken: Cancel));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await writer.WriteAacAsync((byte[])[1], (byte[])[0], TimeSpan.Zero, cancellationToken: Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await writer.WriteH264Async(Idr, TimeSpan.Zero, trackId: 256, cancellationToken: Cancel));

        Assert.Empty(_tags);
        _pool.AssertAllReturned();
    }

    [Fact]
    public async Task Mutations_OnlyGiveTagsOrInvalidData()
    {
        byte[] unit = [.. Sps, .. Pps, .. Idr];
        foreach (var damaged in Mutations.Of(unit, 2000))
        {
            var writer = Make();
            foreach (var write in (Func<ValueTask>[])
                [
                    () => writer.WriteH264Async(damaged, TimeSpan.Zero, cancellationToken: Cancel),
                    () => writer.WriteH265Async(damaged, TimeSpan.Zero, trackId: 1, cancellationToken: Cancel),
                    () => writer.WriteAv1Async(damaged, TimeSpan.Zero, 2, Cancel),
                    () => writer.WriteAdtsAsync(damaged, TimeSpan.Zero, 3, Cancel),
                ])
            {
                try
                {
                    await write();
                }
                catch (InvalidDataException)
                {
                }
            }
        }

        _pool.AssertAllReturned();
    }

    /// <summary>A parameter set of the vector, with its start code.</summary>
    private static byte[] H264Set(int type)
    {
        var stream = TestVectors.Read("avc-1s.h264");
        var start = Enumerable.Range(0, stream.Length).First(i => stream.AsSpan(i).StartsWith((byte[])[0, 0, 1]) && (stream[i + 3] & 31) == type);
        var end = Enumerable.Range(start + 3, stream.Length).First(i => stream.AsSpan(i).StartsWith((byte[])[0, 0, 1]));
        return [.. stream[start..end].AsSpan().TrimEnd((byte)0)];
    }

    private FlvAccessUnitWriter Make() => new(
        (type, time, body, _) =>
        {
            // Sequence headers vary with the vector: their first bytes will do.
            var isHeader = type == FlvTagType.Video && (body.Span[0] & 0x80) == 0 && body.Span[1] == 0;
            var shown = isHeader ? body.Span[..2] : type == FlvTagType.Video ? body.Span[..Math.Min(10, body.Length)] : body.Span;
            _tags.Add($"{type} {time.TotalMilliseconds:F0} {Convert.ToHexString(shown)}");
            return ValueTask.CompletedTask;
        },
        pool: _pool);
}
