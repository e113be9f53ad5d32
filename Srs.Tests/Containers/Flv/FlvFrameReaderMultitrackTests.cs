using System.Text;
using Srs.Media.Buffers;
using Srs.Media.Codecs.Nal;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

/// <summary>Several tracks, in one body or one after another, and damage.</summary>
public sealed class FlvFrameReaderMultitrackTests : IDisposable
{
    private readonly TrackingBufferPool _pool = new();
    private readonly FlvFrameReader _reader = new();

    public void Dispose() => _pool.AssertAllReturned();

    [Fact]
    public void Read_OneTrackBodies_KeepTracksApart()
    {
        var vp8 = FlvEnhancedSamples.Videos.Single(sample => sample.Codec == MediaCodec.Vp8);
        for (byte id = 0; id < 3; id++)
        {
            var result = Read(FlvTagType.Video, [0x96, 0x01, .. "vp08"u8, id, .. vp8.Frames[0]]);
            using var frame = result.Frame!;

            Assert.Equal(id, result.Track!.Id);
            Assert.Same(result.Track, frame.Track);
            Assert.Equal(vp8.Frames[0], frame.Payload.ToArray());
        }

        using var later = Read(FlvTagType.Video, [0xA6, 0x01, .. "vp08"u8, 1, .. vp8.Frames[1]]).Frame!;
        Assert.Equal((1, FrameFlags.None), (later.Track.Id, later.Flags));
    }

    [Fact]
    public void Read_ManyTracks_GivesEachInOrder()
    {
        var hevc = FlvEnhancedSamples.Videos.Single(sample => sample.Codec == MediaCodec.H265);
        var configs = Read(FlvTagType.Video, [0x96, 0x10, .. "hvc1"u8, .. Track(0, hevc.Config), .. Track(5, hevc.Config)]);
        var frames = Read(FlvTagType.Video, [0x96, 0x13, .. "hvc1"u8, .. Track(5, hevc.Frames[0]), .. Track(0, hevc.Frames[1]), .. Track(9, hevc.Frames[0])]);

        Assert.Equal([0, 5], All(configs).Select(result => result.Track!.Id));
        Assert.Equal([5, 0], All(frames).Take(2).Select(result => result.Frame!.Track.Id));
        Assert.Equal([hevc.Frames[0], hevc.Frames[1]], All(frames).Take(2).Select(result => result.Frame!.Payload.ToArray()));
        Assert.Equal(FlvDropReason.NoSequenceHeader, All(frames)[2].DropReason);
        All(frames).ForEach(result => result.Frame?.Dispose());
    }

    [Fact]
    public void Read_ManyTracksManyCodecs_GivesEachItsCodec()
    {
        var body = new List<byte> { 0x95, 0x21 };
        foreach (var sample in FlvEnhancedSamples.Audios)
        {
            body.AddRange([.. Encoding.ASCII.GetBytes(sample.FourCc), .. Track((byte)sample.Codec, sample.Frames[0])]);
        }

        var configs = new List<byte> { 0x95, 0x20 };
        foreach (var sample in FlvEnhancedSamples.Audios)
        {
            configs.AddRange([.. Encoding.ASCII.GetBytes(sample.FourCc), .. Track((byte)sample.Codec, sample.Config)]);
        }

        All(Read(FlvTagType.Audio, [.. configs]));
        var results = All(Read(FlvTagType.Audio, [.. body]));

        Assert.Equal(FlvEnhancedSamples.Audios.Select(sample => sample.Codec), results.Select(result => result.Frame!.Track.Codec));
        Assert.Equal(FlvEnhancedSamples.Audios.Select(sample => sample.Audio), results.Select(result => result.Frame!.Track.Audio));
        Assert.Equal(FlvEnhancedSamples.Audios.Select(sample => (int)sample.Codec), results.Select(result => result.Frame!.Track.Id));
        results.ForEach(result => result.Frame!.Dispose());
    }

    [Fact]
    public void Read_ManyTracksCutOff_GivesTheWholeOnesAndTheReason()
    {
        var results = All(Read(FlvTagType.Audio, [0x95, 0x11, .. "Opus"u8, .. Track(0, [0xFC, 1]), 1, 0, 0, 9, 1]));

        Assert.Equal(2, results.Count);
        Assert.Equal([0xFC, 1], results[0].Frame!.Payload.ToArray());
        Assert.Equal(FlvDropReason.Truncated, results[1].DropReason);
        results[0].Frame!.Dispose();
    }

    [Fact]
    public void Read_MetadataOfSeveralTracks_StaysApart()
    {
        var results = All(Read(FlvTagType.Video, [0x96, 0x14, .. "hvc1"u8, .. Track(0, [1]), .. Track(2, [2])]));

        Assert.Equal([0, 2], results.Select(result => result.Track!.Id));
        Assert.All(results, result => Assert.Equal(MediaCodec.VideoMetadata, result.Track!.Codec));
    }

    [Fact]
    public void Read_UnknownFourCcAmongSeveral_GetsABodyOfItsOwn()
    {
        var results = All(Read(FlvTagType.Video, [0x96, 0x21, .. "vvc1"u8, .. Track(0, [1, 2]), .. "vvc1"u8, .. Track(3, [4])]));

        byte[] first = [0x91, .. "vvc1"u8, 1, 2];
        byte[] second = [0x96, 0x01, .. "vvc1"u8, 3, 4];
        Assert.Equal([first, second], results.Select(result => result.Frame!.Payload.ToArray()));
        Assert.Equal([0, 3], results.Select(result => result.Frame!.Track.Id));
        results.ForEach(result => result.Frame!.Dispose());
    }

    [Fact]
    public void Read_MoreTracksThanTaken_DropsThem()
    {
        for (var id = 0; id < FlvFrameReader.MaxTracks; id++)
        {
            Read(FlvTagType.Audio, [0x95, 0x01, .. "Opus"u8, (byte)id, 0xFC]).Frame!.Dispose();
        }

        Assert.Equal(FlvDropReason.TooManyTracks, Read(FlvTagType.Audio, [0x95, 0x01, .. "Opus"u8, 200, 0xFC]).DropReason);
        Read(FlvTagType.Audio, [0x95, 0x01, .. "Opus"u8, 1, 0xFC]).Frame!.Dispose();

        byte[] tracks = [.. Enumerable.Range(0, 1000).SelectMany(_ => Track(0, [0xFC]))];
        var results = All(Read(FlvTagType.Audio, [0x95, 0x11, .. "Opus"u8, .. tracks]));
        Assert.Equal(FlvFrameReader.MaxTracks + 1, results.Count);
        Assert.Equal(FlvDropReason.TooManyTracks, results[^1].DropReason);
        results.ForEach(result => result.Frame?.Dispose());
    }

    [Fact]
    public void Read_TruncationsAndMutations_GiveFramesTracksOrReasonsAndLeakNothing()
    {
        foreach (var (type, body, i) in Bodies().Select((pair, i) => (pair.Type, pair.Body, i)))
        {
            AssertSound(type, Read(type, body));
            foreach (var damaged in Mutations.Truncations(body[..Math.Min(body.Length, 64)]).Concat(Mutations.Of(body, 400, i)))
            {
                AssertSound(type, Read(type, damaged));
            }
        }
    }

    /// <summary>Every codec in every form.</summary>
    internal static IEnumerable<(FlvTagType Type, byte[] Body)> Bodies()
    {
        foreach (var sample in FlvEnhancedSamples.Videos.Concat(FlvEnhancedSamples.Audios))
        {
            var isVideo = sample.Kind == MediaKind.Video;
            var type = isVideo ? FlvTagType.Video : FlvTagType.Audio;
            var multitrack = (byte)(isVideo ? 0x96 : 0x95);
            byte[] code = Encoding.ASCII.GetBytes(sample.FourCc);
            foreach (var (packetType, payload) in new[] { (0, sample.Config), (isVideo ? 3 : 1, sample.Frames[0]), (1, [0, 0, 1, .. sample.Frames[1]]) })
            {
                yield return (type, [(byte)(0x90 | packetType), .. code, .. payload]);
                yield return (type, [0x97, 2, 0, 1, 2, (byte)packetType, .. code, .. payload]);
                yield return (type, [multitrack, (byte)packetType, .. code, 1, .. payload]);
                yield return (type, [multitrack, (byte)(0x10 | packetType), .. code, .. Track(0, payload), .. Track(2, payload)]);
                yield return (type, [multitrack, (byte)(0x20 | packetType), .. code, .. Track(0, payload), .. "vvc1"u8, .. Track(3, payload)]);
            }
        }

        yield return (FlvTagType.Video, [0xD4, .. "hvc1"u8, 2, 0, 9, .. "colorInfo"u8, 3, 0, 0, 9]);
        yield return (FlvTagType.Audio, [0x94, .. "Opus"u8, 1, 2, 0, 0, 0, 3]);
        var hevc = FlvEnhancedSamples.Videos.Single(sample => sample.Codec == MediaCodec.H265);
        yield return (FlvTagType.Video, [0x1C, 0, 0, 0, 0, .. hevc.Config]);
        yield return (FlvTagType.Video, [0x1C, 1, 0, 0, 0, .. hevc.Frames[0]]);
    }

    private static void AssertSound(FlvTagType type, FlvFrameResult first)
    {
        var results = All(first);
        Assert.InRange(results.Count, 1, FlvFrameReader.MaxTracks + 1);
        foreach (var result in results)
        {
            using var frame = result.Frame;
            Assert.True(result.DropReason == FlvDropReason.None || (frame is null && result.Track is null));
            if (result.Track is { } track)
            {
                Assert.Equal(type, FlvTagBodyWriter.GetTagType(track));
                Assert.InRange(track.Config.Length, 0, 65536 + 4);
                Assert.InRange(FlvTagBodyWriter.GetConfigBodyLength(track, FlvTagStyle.Multitrack), 0, 65536 + FlvTagBodyWriter.MaxFrameHeaderLength);
            }

            if (frame is not null)
            {
                Assert.Equal(type, FlvTagBodyWriter.GetTagType(frame.Track));
                Assert.True(frame.Length > 0);
                Assert.True(frame.Track.Codec is not (MediaCodec.H264 or MediaCodec.H265) || NalUnits.IsCanonical(frame.Payload.Span));
            }
        }
    }

    private static byte[] Track(byte id, byte[] payload) => [id, (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, .. payload];

    private static List<FlvFrameResult> All(FlvFrameResult first) => [first, .. first.Others];

    private FlvFrameResult Read(FlvTagType type, byte[] body) => _reader.Read(type, TimeSpan.Zero, PooledBytes.Copy(_pool, body));
}
