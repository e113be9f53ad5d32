using System.Text;
using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

/// <summary>FourCC codecs, one track at a time.</summary>
public sealed class FlvFrameReaderEnhancedTests : IDisposable
{
    private static readonly TimeSpan Time = TimeSpan.FromMilliseconds(40);
    private readonly TrackingBufferPool _pool = new();
    private readonly FlvFrameReader _reader = new();

    public static IEnumerable<TheoryDataRow<string>> Codecs() =>
        FlvEnhancedSamples.Videos.Concat(FlvEnhancedSamples.Audios).Select(sample => new TheoryDataRow<string>(sample.FourCc));

    public void Dispose() => _pool.AssertAllReturned();

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Read_ConfigAndFrames_GiveTheTrackAndTheVeryBytes(string fourCc)
    {
        var sample = Find(fourCc);
        var track = sample.Config.Length == 0 ? null : ReadPart(sample, 0, sample.Config).Track;
        foreach (var frame in sample.Frames)
        {
            var result = ReadPart(sample, sample.Kind == MediaKind.Video ? 3 : 1, frame);
            using var read = result.Frame!;
            track = result.Track ?? track;

            Assert.Equal(frame, read.Payload.ToArray());
            Assert.Same(track, read.Track);
            Assert.Equal(Time, read.EncoderTime);
        }

        Assert.Equal((sample.Kind, sample.Codec, 0), (track!.Kind, track.Codec, track.Id));
        Assert.Equal((sample.Video, sample.Audio), (track.Video, track.Audio));
        Assert.Equal(sample.Config, track.Config.ToArray());
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Read_SameConfigAgain_GivesNoTrack(string fourCc)
    {
        var sample = Find(fourCc);
        ReadPart(sample, 0, sample.Config);
        ReadPart(sample, 1, [0, 0, 0, .. sample.Frames[0]]).Frame?.Dispose();
        ReadPart(sample, sample.Kind == MediaKind.Video ? 3 : 1, sample.Frames[0]).Frame!.Dispose();

        var again = ReadPart(sample, 0, sample.Config);
        var next = ReadPart(sample, sample.Kind == MediaKind.Video ? 3 : 1, sample.Frames[0]);
        next.Frame!.Dispose();

        Assert.Null(again.Track);
        Assert.Null(next.Track);
    }

    [Theory]
    [InlineData("avc1")]
    [InlineData("hvc1")]
    public void Read_CodedFrames_HaveACompositionTime(string fourCc)
    {
        var sample = Find(fourCc);
        ReadPart(sample, 0, sample.Config);

        using var frame = ReadPart(sample, 1, [0xFF, 0xFF, 0xFE, .. sample.Frames[0]]).Frame!;

        Assert.Equal(sample.Frames[0], frame.Payload.ToArray());
        Assert.Equal(TimeSpan.FromMilliseconds(-2), frame.CompositionOffset);
        Assert.Equal(FlvDropReason.Truncated, ReadPart(sample, 1, [0, 0]).DropReason);
        Assert.Equal(FlvDropReason.Empty, ReadPart(sample, 1, [0, 0, 0]).DropReason);
    }

    [Fact]
    public void Read_LegacyHevc_IsTheSameAsByFourCc()
    {
        var sample = Find("hvc1");
        var config = (byte[])sample.Config.Clone();
        config[21] = (byte)((config[21] & 0xFC) | 1);

        var track = Read(FlvTagType.Video, [0x1C, 0, 0, 0, 0, .. config]).Track!;
        using var frame = Read(FlvTagType.Video, [0x1C, 1, 0, 0, 5, 0, 2, 0x26, 1, 0, 2, 0x4E, 9]).Frame!;

        Assert.Equal(sample.Config, track.Config.ToArray());
        Assert.Equal((MediaCodec.H265, sample.Video), (track.Codec, track.Video));
        Assert.Equal([0, 0, 0, 2, 0x26, 1, 0, 0, 0, 2, 0x4E, 9], frame.Payload.ToArray());
        Assert.Equal(TimeSpan.FromMilliseconds(5), frame.CompositionOffset);
        Assert.Null(ReadPart(sample, 0, sample.Config).Track);
    }

    [Fact]
    public void Read_LegacyAndFourCc_AreOneTrack()
    {
        var avc = Find("avc1");
        var legacy = Read(FlvTagType.Video, [0x17, 0, 0, 0, 0, .. avc.Config]).Track!;

        Assert.Equal(default, ReadPart(avc, 0, avc.Config));
        using var frame = ReadPart(avc, 3, avc.Frames[0]).Frame!;
        Assert.Same(legacy, frame.Track);

        Assert.NotNull(Read(FlvTagType.Audio, [0xAF, 0, 0x12, 0x10]).Track);
        Assert.Equal(default, Read(FlvTagType.Audio, [0x90, .. "mp4a"u8, 0x12, 0x10]));
    }

    [Fact]
    public void Read_NanosecondOffset_IsAddedToTheEncodersTime()
    {
        var vp8 = Find("vp08");

        using var frame = Read(FlvTagType.Video, [0x97, 2, 0x0F, 0x42, 0x3F, 0x01, .. "vp08"u8, .. vp8.Frames[0]]).Frame!;

        Assert.Equal(Time + new TimeSpan(9999), frame.EncoderTime);
    }

    [Fact]
    public void Read_VpcCWithTheBoxsVersion_IsKeptWithout()
    {
        var track = Read(FlvTagType.Video, [0x90, .. "vp09"u8, .. Mp4Vector.GetBox("vp9-638x358.mp4", "vpcC")]).Track!;

        Assert.Equal(Find("vp09").Config, track.Config.ToArray());
    }

    [Fact]
    public void Read_FlacConfigAsFfmpegSendsIt_IsCompleted()
    {
        var track = Read(FlvTagType.Audio, [0x90, .. "fLaC"u8, .. Find("fLaC").Config[8..]]).Track!;

        byte[] expected = [.. "fLaC"u8, 0x80, 0, 0, 34, .. Find("fLaC").Config[8..]];
        Assert.Equal(expected, track.Config.ToArray());
    }

    [Fact]
    public void Read_SizeChangesAtAKeyFrame_GivesANewTrackWithTheConfig()
    {
        var vp9 = Find("vp09");
        ReadPart(vp9, 0, vp9.Config);
        ReadPart(vp9, 1, vp9.Frames[0]).Frame!.Dispose();

        var other = ReadPart(vp9, 1, Mp4Vector.GetSamples("vp9-profile3-320x180.mp4")[0]);
        other.Frame!.Dispose();

        Assert.Equal(new VideoFormat(320, 180, "Profile 3", "2.1"), other.Track!.Video);
        Assert.Equal(vp9.Config, other.Track.Config.ToArray());
    }

    [Fact]
    public void Read_OpusWithoutHead_TakesThePacketsWord()
    {
        Assert.Equal(default, Read(FlvTagType.Audio, [0x90, .. "Opus"u8]));

        var result = Read(FlvTagType.Audio, [0x91, .. "Opus"u8, 0xFC, 1]);
        result.Frame!.Dispose();

        Assert.Equal(new AudioFormat(48000, 2, 16, ""), result.Track!.Audio);
        Assert.True(result.Track.Config.IsEmpty);
    }

    [Fact]
    public void Read_HdrMetadata_IsATrackOfItsOwn()
    {
        byte[] colorInfo = [2, 0, 9, .. "colorInfo"u8, 3, 0, 0, 9];

        var track = Read(FlvTagType.Video, [0xD4, .. "hvc1"u8, .. colorInfo]).Track!;
        var again = Read(FlvTagType.Video, [0x94, .. "hvc1"u8, .. colorInfo]);
        var reset = Read(FlvTagType.Video, [0xD4, .. "hvc1"u8, 2, 0, 9, .. "colorInfo"u8, 6]).Track!;

        Assert.Equal((MediaKind.Data, MediaCodec.VideoMetadata, 0), (track.Kind, track.Codec, track.Id));
        byte[] expected = [.. "hvc1"u8, .. colorInfo];
        Assert.Equal(expected, track.Config.ToArray());
        Assert.Equal(default, again);
        Assert.Equal(17, reset.Config.Length);
        Assert.Equal(FlvDropReason.Empty, Read(FlvTagType.Video, [0xD4, .. "hvc1"u8]).DropReason);
        Assert.Equal(FlvDropReason.TooLong, Read(FlvTagType.Video, [0xD4, .. "hvc1"u8, .. new byte[65537]]).DropReason);
    }

    [Theory]
    [InlineData(FlvTagType.Video, FrameFlags.KeyFrame)]
    [InlineData(FlvTagType.Audio, FrameFlags.None)]
    public void Read_UnknownFourCc_PassesWholeAndKeepsItsSequenceStart(FlvTagType type, FrameFlags flags)
    {
        byte[] start = [0x90, .. "vvc1"u8, 1, 2, 3];
        byte[] coded = [0x91, .. "vvc1"u8, 4, 5];

        var config = Read(type, start);
        var result = Read(type, coded);
        using var frame = result.Frame!;

        Assert.Equal(MediaCodec.Opaque, config.Track!.Codec);
        Assert.Null(config.Frame);
        Assert.Equal(start, config.Track.Config.ToArray());
        Assert.Null(result.Track);
        Assert.Same(config.Track, frame.Track);
        Assert.Equal(coded, frame.Payload.ToArray());
        Assert.Equal(flags, frame.Flags);
        Assert.Null(Read(type, start).Track);
    }

    [Fact]
    public void Read_OtherUnknownFourCc_ForgetsTheConfig()
    {
        Read(FlvTagType.Video, [0x90, .. "vvc1"u8, 1]);

        var other = Read(FlvTagType.Video, [0x91, .. "evc1"u8, 1]);
        other.Frame!.Dispose();

        Assert.True(other.Track!.Config.IsEmpty);
    }

    [Theory]
    [InlineData("90", FlvDropReason.Truncated)]
    [InlineData("9068766331", FlvDropReason.Empty)] // hvc1, no configuration
    [InlineData("906876633101", FlvDropReason.DamagedSequenceHeader)]
    [InlineData("9361766331", FlvDropReason.NoSequenceHeader)] // avc1
    [InlineData("936176303101", FlvDropReason.NoSequenceHeader)] // av01
    [InlineData("9176703039", FlvDropReason.Empty)] // vp09
    [InlineData("9268766331", FlvDropReason.None)] // the end
    [InlineData("956176303101", FlvDropReason.MpegTsSequenceStart)]
    [InlineData("986876633101", FlvDropReason.UnknownPacketType)]
    [InlineData("D0", FlvDropReason.InfoFrame)]
    [InlineData("D101", FlvDropReason.InfoFrame)]
    [InlineData("97FF", FlvDropReason.Truncated)]
    [InlineData("9606687663310001", FlvDropReason.UnknownPacketType)] // multitrack within multitrack
    [InlineData("9607687663310001", FlvDropReason.UnknownPacketType)]
    [InlineData("9631687663310001", FlvDropReason.UnknownMultitrackType)]
    [InlineData("961168766331", FlvDropReason.Empty)] // many tracks, none there
    [InlineData("96116876633101000005AA", FlvDropReason.Truncated)]
    public void Read_VideoWithoutFrame_TellsWhy(string body, FlvDropReason reason) =>
        Assert.Equal(new FlvFrameResult(null, null, reason), Read(FlvTagType.Video, Convert.FromHexString(body)));

    [Theory]
    [InlineData("90", FlvDropReason.Truncated)]
    [InlineData("906D703461", FlvDropReason.Empty)] // mp4a, no configuration
    [InlineData("906D70346112", FlvDropReason.DamagedSequenceHeader)]
    [InlineData("916D70346121", FlvDropReason.NoSequenceHeader)]
    [InlineData("91664C6143FF", FlvDropReason.NoSequenceHeader)] // fLaC
    [InlineData("904F707573414243", FlvDropReason.DamagedSequenceHeader)] // Opus
    [InlineData("914F707573", FlvDropReason.Empty)]
    [InlineData("944F707573010200000003", FlvDropReason.ChannelMap)]
    [InlineData("9061632D33", FlvDropReason.None)] // ac-3, as FFmpeg sends it
    [InlineData("924F707573", FlvDropReason.None)]
    [InlineData("934F70757301", FlvDropReason.UnknownPacketType)]
    [InlineData("95054F7075730101", FlvDropReason.UnknownPacketType)]
    [InlineData("95414F7075730101", FlvDropReason.UnknownMultitrackType)]
    public void Read_AudioWithoutFrame_TellsWhy(string body, FlvDropReason reason) => Assert.Equal(
        new FlvFrameResult(null, null, reason), Read(FlvTagType.Audio, Convert.FromHexString(body)));

    [Fact]
    [Trait("Category", "Perf")]
    public void Read_FourCcFrame_AllocatesNoMoreThanALegacyOne()
    {
        var avc = Find("avc1");
        var reader = new FlvFrameReader();
        reader.Read(FlvTagType.Video, Time, PooledBytes.Copy(BufferPool.Shared, [0x17, 0, 0, 0, 0, .. avc.Config]));
        byte[] legacy = [0x17, 1, 0, 0, 0, .. avc.Frames[0]];
        byte[] enhanced = [0x93, .. "avc1"u8, .. avc.Frames[0]];
        Measure(legacy);
        Measure(enhanced);

        Assert.Equal(Measure(legacy), Measure(enhanced));

        long Measure(byte[] body)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                reader.Read(FlvTagType.Video, Time, PooledBytes.Copy(BufferPool.Shared, body)).Frame!.Dispose();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static FlvEnhancedSamples.Sample Find(string fourCc) =>
        FlvEnhancedSamples.Videos.Concat(FlvEnhancedSamples.Audios).Single(sample => sample.FourCc == fourCc);

    private FlvFrameResult ReadPart(FlvEnhancedSamples.Sample sample, int packetType, byte[] payload) => Read(
        sample.Kind == MediaKind.Video ? FlvTagType.Video : FlvTagType.Audio,
        [(byte)(0x90 | packetType), .. Encoding.ASCII.GetBytes(sample.FourCc), .. payload]);

    private FlvFrameResult Read(FlvTagType type, byte[] body) => _reader.Read(type, Time, PooledBytes.Copy(_pool, body));
}
