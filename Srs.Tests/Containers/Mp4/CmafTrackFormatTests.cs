using Srs.Media.Buffers;
using Srs.Media.Codecs.Vp9;
using Srs.Media.Containers.Mp4;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Mp4;

public sealed class CmafTrackFormatTests
{
    [Theory]
    [InlineData(MediaCodec.Opaque)]
    [InlineData(MediaCodec.Speex)]
    [InlineData(MediaCodec.G711ALaw)]
    [InlineData(MediaCodec.SorensonH263)]
    [InlineData(MediaCodec.ScriptData)]
    public void TryCreate_CodecHasNoPlaceInCmaf_IsFalse(MediaCodec codec)
    {
        Assert.False(CmafTrackFormat.CanCarry(codec));
        Assert.False(CmafTrackFormat.TryCreate(new TrackInfo { Kind = MediaKind.Audio, Codec = codec }, [1, 2, 3], 1, out _));
    }

    [Theory]
    [InlineData(MediaCodec.H264)]
    [InlineData(MediaCodec.H265)]
    [InlineData(MediaCodec.Av1)]
    [InlineData(MediaCodec.Vp8)]
    [InlineData(MediaCodec.Vp9)]
    [InlineData(MediaCodec.Aac)]
    [InlineData(MediaCodec.Mp3)]
    [InlineData(MediaCodec.Flac)]
    [InlineData(MediaCodec.Ac3)]
    [InlineData(MediaCodec.Eac3)]
    public void TryCreate_NothingIsKnown_IsFalse(MediaCodec codec)
    {
        Assert.True(CmafTrackFormat.CanCarry(codec));
        Assert.False(CmafTrackFormat.TryCreate(new TrackInfo { Kind = MediaKind.Video, Codec = codec }, [], 1, out _));
        Assert.False(CmafTrackFormat.TryCreate(new TrackInfo { Kind = MediaKind.Video, Codec = codec, Config = new byte[3] }, [9, 9, 9], 1, out _));
    }

    [Fact]
    public void TryCreate_Vp9WithoutConfiguration_IsMadeOfTheKeyFrame()
    {
        var frames = Mp4Vector.GetSamples("vp9-profile3-320x180.mp4");
        var track = new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.Vp9 };

        Assert.False(CmafTrackFormat.TryCreate(track, frames[1], 1, out _));
        Assert.True(CmafTrackFormat.TryCreate(track, frames[0], 1, out var format));
        Assert.Equal(("vp09.03.11.10", "video/mp4", 90_000), (format.Codecs, format.MimeType, format.Timescale));
        Assert.Equal((320, 180), (format.Track.Video!.Width, format.Track.Video.Height));
        Assert.True(VpCodecConfigurationRecord.TryRead(Mp4Vector.GetBox("vp9-profile3-320x180.mp4", "vpcC"), out var encoders, out _));
        Assert.True(VpCodecConfigurationRecord.TryRead(format.Track.Config.Span, out var ours, out _));
        Assert.Equal(encoders, ours);
    }

    [Fact]
    public void TryCreate_Av1WithoutConfiguration_IsMadeOfTheKeyFrame()
    {
        var track = new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.Av1 };

        Assert.True(CmafTrackFormat.TryCreate(track, Mp4Vector.GetSamples("av1-main-638x358.mp4")[0], 1, out var format));
        Assert.Equal(("av01.0.01M.08", 638), (format.Codecs, format.Track.Video!.Width));
    }

    [Fact]
    public void TryCreate_H265_MarksItsParameterSetsComplete()
    {
        var box = Mp4Vector.GetBox("hevc-main-638x358.mp4", "hvcC");
        var loose = (byte[])box.Clone();
        loose[23] &= 0x7F;
        var track = new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.H265, Config = loose };

        Assert.True(CmafTrackFormat.TryCreate(track, [], 1, out var format));
        var at = format.SampleEntry.Span.IndexOf("hvcC"u8) + 4;
        Assert.Equal(0x80 | loose[23], format.SampleEntry.Span[at + 23]);
        Assert.Equal(0, loose[23] & 0x80);
    }

    [Fact]
    public void TryCreate_MutatedConfigurations_GiveAnInitSegmentOrFalse()
    {
        (MediaCodec Codec, byte[] Config, byte[] Frame)[] seeds =
        [
            (MediaCodec.H264, TestMedia.AvcHeader[5..], []),
            (MediaCodec.H265, Mp4Vector.GetBox("hevc-main-638x358.mp4", "hvcC"), []),
            (MediaCodec.Av1, Mp4Vector.GetBox("av1-main-638x358.mp4", "av1C"), Mp4Vector.GetSamples("av1-main-638x358.mp4")[0][..64]),
            (MediaCodec.Vp9, Mp4Vector.GetBox("vp9-638x358.mp4", "vpcC"), Mp4Vector.GetSamples("vp9-638x358.mp4")[0][..32]),
            (MediaCodec.Aac, [0x11, 0x90, 0x56, 0xE5, 0x00], []),
            (MediaCodec.Opus, TestVectors.Read("opus-5.1.ogg")[28..64], []),
            (MediaCodec.Flac, [.. "fLaC"u8, .. Mp4Vector.GetBox("flac-48000-mono-24.mp4", "dfLa").AsSpan(4)], []),
            (MediaCodec.Ac3, [], TestVectors.Read("ac3-48000-5.1.ac3")[..16]),
            (MediaCodec.Eac3, [], TestVectors.Read("eac3-48000-5.1.eac3")[..16]),
        ];
        foreach (var (codec, config, frame) in seeds)
        {
            var kind = codec < MediaCodec.Aac ? MediaKind.Video : MediaKind.Audio;
            var created = 0;
            foreach (var (mutated, first) in Mutations.Of(config, 500).Zip(Mutations.Of(frame, 500)).Prepend((config, frame)))
            {
                var track = new TrackInfo { Kind = kind, Codec = codec, Config = mutated, Audio = new AudioFormat(48000, 2, 16, "") };
                if (CmafTrackFormat.TryCreate(track, first, 7, out var format))
                {
                    created++;
                    var init = CmafInitSegment.Create(format);
                    Assert.True(Mp4BoxReader.TryFind(init, "moov"u8, out var moov));
                    Assert.Equal((7u, (uint)format.Timescale), Mp4TrackHeader.ReadAll(moov).Select(static read => (read.TrackId, read.Timescale)).Single());
                    Assert.NotEmpty(format.Codecs);
                }
            }

            Assert.True(created > 0, $"Not even the valid {codec} was taken.");
        }
    }

    [Fact]
    public void Fits_SameSetup_IsTrue()
    {
        var track = CmafSamples.SoundTrack([0x12, 0x10], 44100);
        var format = CmafSamples.Describe(track);

        Assert.True(format.Fits(track));
        Assert.True(format.Fits(CmafSamples.SoundTrack([0x12, 0x10], 44100)));
        Assert.False(format.Fits(CmafSamples.SoundTrack([0x12, 0x08], 44100)));
    }

    [Fact]
    public void Init_NoTrackOrOneNumberTwice_Throws()
    {
        Assert.Throws<ArgumentException>(() => CmafInitSegment.Create([]));
        Assert.Throws<ArgumentException>(() => CmafInitSegment.Create([CmafSamples.SoundFormat, CmafSamples.VideoFormat]));
    }

    [Fact]
    public void Av1_TemporalDelimiter_IsLeftOut()
    {
        var sample = Mp4Vector.GetSamples("av1-main-638x358.mp4")[0];
        var track = new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.Av1 };
        Assert.True(CmafTrackFormat.TryCreate(track, sample, 1, out var format));
        using var bytes = PooledBytes.Copy(BufferPool.Shared, [0x12, 0, .. sample]);
        using var frame = new MediaFrame(bytes, 0) { Track = track, EncoderTime = default, Flags = FrameFlags.KeyFrame };
        using var fragmenter = new CmafFragmenter(format);
        fragmenter.Add(frame);
        using var fragment = fragmenter.Cut()!;

        Assert.Equal(sample, CmafSamples.Find(fragment, "mdat"));
    }
}
