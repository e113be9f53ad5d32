using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Tests.Codecs.H264;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

public sealed class FlvFrameReaderTests : IDisposable
{
    private static readonly TimeSpan Time = TimeSpan.FromMilliseconds(1234);
    private static readonly byte[] Config = H264Samples.GetConfig("avc-main-638x358.flv");

    private readonly TrackingBufferPool _pool = new();
    private readonly FlvFrameReader _reader = new();

    public void Dispose() => _pool.AssertAllReturned();

    [Fact]
    public void Read_AvcSequenceHeader_GivesTheTrack()
    {
        var result = ReadVideo([0x17, 0, 0, 0, 0, .. Config]);

        Assert.Equal((MediaKind.Video, MediaCodec.H264, 0), (result.Track!.Kind, result.Track.Codec, result.Track.Id));
        Assert.Equal(Config, result.Track.Config.ToArray());
        Assert.Equal(new VideoFormat(638, 358, "Main", "3"), result.Track.Video);
        Assert.Null(result.Frame);
        Assert.Equal(FlvDropReason.None, result.DropReason);
    }

    [Fact]
    public void Read_SameSequenceHeaderAgain_GivesNoTrack()
    {
        ReadVideo([0x17, 0, 0, 0, 0, .. Config]);

        Assert.Equal(default, ReadVideo([0x17, 0, 0, 0, 0, .. Config]));
    }

    [Fact]
    public void Read_OtherSequenceHeader_GivesANewTrack()
    {
        ReadVideo([0x17, 0, 0, 0, 0, .. Config]);

        var result = ReadVideo([0x17, 0, 0, 0, 0, .. H264Samples.GetConfig("avc-high-1080i.flv")]);

        Assert.Equal(1080, result.Track!.Video!.Height);
    }

    [Fact]
    public void Read_CanonicalAvcFrame_KeepsTheArray()
    {
        var track = ReadVideo([0x17, 0, 0, 0, 0, .. Config]).Track;
        var rents = _pool.RentCount;

        using var frame = ReadVideo([0x17, 1, 0xFF, 0xFF, 0xFE, 0, 0, 0, 2, 0x65, 1]).Frame!;

        Assert.Equal([0, 0, 0, 2, 0x65, 1], frame.Payload.ToArray());
        Assert.Equal(rents + 1, _pool.RentCount);
        Assert.Same(track, frame.Track);
        Assert.Equal(Time, frame.EncoderTime);
        Assert.Equal(TimeSpan.FromMilliseconds(-2), frame.CompositionOffset);
        Assert.Equal(FrameFlags.KeyFrame, frame.Flags);
    }

    [Theory]
    [InlineData(0x17, FrameFlags.KeyFrame)]
    [InlineData(0x27, FrameFlags.None)]
    [InlineData(0x37, FrameFlags.Disposable)]
    [InlineData(0x47, FrameFlags.KeyFrame)]
    [InlineData(0x07, FrameFlags.None)]
    public void Read_AvcFrame_FlagsFollowTheFrameType(byte first, FrameFlags flags)
    {
        ReadVideo([0x17, 0, 0, 0, 0, .. Config]);

        using var frame = ReadVideo([first, 1, 0, 0, 0, 0, 0, 0, 1, 0x41]).Frame!;

        Assert.Equal(flags, frame.Flags);
    }

    [Theory]
    [InlineData(0, new byte[] { 2, 0x65, 1, 1, 0x06 })]
    [InlineData(1, new byte[] { 0, 2, 0x65, 1, 0, 1, 0x06 })]
    [InlineData(2, new byte[] { 0, 0, 2, 0x65, 1, 0, 0, 1, 0x06 })]
    [InlineData(3, new byte[] { 0, 0, 0, 2, 0x65, 1, 0, 0, 0, 1, 0x06 })]
    [InlineData(3, new byte[] { 0, 0, 0, 2, 0x65, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0x06 })] // an empty NAL unit between
    [InlineData(3, new byte[] { 0, 0, 0, 1, 0x65, 1, 0, 0, 1, 0x06 })] // start codes
    [InlineData(1, new byte[] { 0, 0, 0, 1, 0x65, 1, 0, 0, 1, 0x06 })]
    public void Read_AnyShapeOfNalUnits_BecomesFourByteLengths(byte lengthSizeMinusOne, byte[] units)
    {
        var config = (byte[])Config.Clone();
        config[4] = (byte)(0xFC | lengthSizeMinusOne);
        var track = ReadVideo([0x17, 0, 0, 0, 0, .. config]).Track!;

        using var frame = ReadVideo([0x17, 1, 0, 0, 7, .. units]).Frame!;

        Assert.Equal([0, 0, 0, 2, 0x65, 1, 0, 0, 0, 1, 0x06], frame.Payload.ToArray());
        Assert.Equal(TimeSpan.FromMilliseconds(7), frame.CompositionOffset);
        Assert.Equal(Config, track.Config.ToArray());
    }

    [Fact]
    public void Read_ParameterSetsWithinAFrame_Stay()
    {
        ReadVideo([0x17, 0, 0, 0, 0, .. Config]);

        using var frame = ReadVideo([0x17, 1, 0, 0, 0, 0, 0, 0, 2, 0x67, 1, 0, 0, 0, 1, 0x65]).Frame!;

        Assert.Equal([0, 0, 0, 2, 0x67, 1, 0, 0, 0, 1, 0x65], frame.Payload.ToArray());
    }

    [Theory]
    [InlineData(new byte[] { }, FlvDropReason.Empty)]
    [InlineData(new byte[] { 0x17 }, FlvDropReason.Truncated)]
    [InlineData(new byte[] { 0x17, 1, 0, 0 }, FlvDropReason.Truncated)]
    [InlineData(new byte[] { 0x17, 0, 0, 0, 0 }, FlvDropReason.Empty)]
    [InlineData(new byte[] { 0x17, 1, 0, 0, 0 }, FlvDropReason.Empty)]
    [InlineData(new byte[] { 0x17, 1, 0, 0, 0, 0, 0, 0, 0 }, FlvDropReason.Empty)]
    [InlineData(new byte[] { 0x17, 1, 0, 0, 0, 0, 0, 0, 2, 0x65 }, FlvDropReason.DamagedNalUnits)]
    [InlineData(new byte[] { 0x17, 1, 0, 0, 0, 0, 0, 0, 2, 0x65, 1, 9 }, FlvDropReason.DamagedNalUnits)]
    [InlineData(new byte[] { 0x17, 2, 0, 0, 0 }, FlvDropReason.None)]
    [InlineData(new byte[] { 0x17, 3, 0, 0, 0, 0 }, FlvDropReason.UnknownPacketType)]
    [InlineData(new byte[] { 0x57, 0 }, FlvDropReason.InfoFrame)]
    [InlineData(new byte[] { 0x52, 1 }, FlvDropReason.InfoFrame)]
    [InlineData(new byte[] { 0x22 }, FlvDropReason.Empty)]
    [InlineData(new byte[] { 0x17, 0, 0, 0, 0, 1, 66, 0 }, FlvDropReason.DamagedSequenceHeader)]
    public void Read_VideoWithoutFrame_TellsWhyAndGoesOn(byte[] body, FlvDropReason reason)
    {
        var track = ReadVideo([0x17, 0, 0, 0, 0, .. Config]).Track;

        Assert.Equal(new FlvFrameResult(null, null, reason), ReadVideo(body));

        using var frame = ReadVideo([0x27, 1, 0, 0, 0, 0, 0, 0, 1, 0x41]).Frame!;
        Assert.Same(track, frame.Track);
    }

    [Fact]
    public void Read_SequenceHeaderOverTheLimit_IsDropped() =>
        Assert.Equal(FlvDropReason.DamagedSequenceHeader, ReadVideo([0x17, 0, 0, 0, 0, .. Config, .. new byte[65536]]).DropReason);

    [Fact]
    public void Read_FrameThatNoLongerFitsATag_IsDropped()
    {
        var config = (byte[])Config.Clone();
        config[4] = 0xFC;
        ReadVideo([0x17, 0, 0, 0, 0, .. config]);
        var body = new byte[8 * 1024 * 1024];
        body[0] = 0x17;
        body.AsSpan(1).Fill(1);
        body[4] = 0;

        // One-byte units with one-byte lengths: two bytes become five.
        Assert.Equal(FlvDropReason.TooLong, ReadVideo(body[..^1]).DropReason);
    }

    [Fact]
    public void Read_FramesBeforeTheSequenceHeader_AreDropped()
    {
        Assert.Equal(FlvDropReason.NoSequenceHeader, ReadVideo([0x17, 1, 0, 0, 0, 0, 0, 0, 1, 0x65]).DropReason);
        Assert.Equal(FlvDropReason.NoSequenceHeader, ReadAudio([0xAF, 1, 0x21]).DropReason);
    }

    [Fact]
    public void Read_AacAfterItsConfig_GivesRawFrames()
    {
        var track = ReadAudio([0xAF, 0, 0x11, 0x88]).Track!;
        using var frame = ReadAudio([0xAF, 1, 0x21, 0x22]).Frame!;

        Assert.Equal((MediaKind.Audio, MediaCodec.Aac, 0), (track.Kind, track.Codec, track.Id));
        Assert.Equal([0x11, 0x88], track.Config.ToArray());
        Assert.Equal(new AudioFormat(48000, 1, 16, "LC"), track.Audio);
        Assert.Equal([0x21, 0x22], frame.Payload.ToArray());
        Assert.Same(track, frame.Track);
        Assert.Equal(default, ReadAudio([0xAF, 0, 0x11, 0x88]));
    }

    [Theory]
    [InlineData(new byte[] { }, FlvDropReason.Empty)]
    [InlineData(new byte[] { 0xAF }, FlvDropReason.Truncated)]
    [InlineData(new byte[] { 0xAF, 0 }, FlvDropReason.Empty)]
    [InlineData(new byte[] { 0xAF, 1 }, FlvDropReason.Empty)]
    [InlineData(new byte[] { 0xAF, 2, 0 }, FlvDropReason.UnknownPacketType)]
    [InlineData(new byte[] { 0xAF, 0, 0x12 }, FlvDropReason.DamagedSequenceHeader)]
    [InlineData(new byte[] { 0x2F }, FlvDropReason.Empty)]
    public void Read_AudioWithoutFrame_TellsWhyAndGoesOn(byte[] body, FlvDropReason reason)
    {
        var track = ReadAudio([0xAF, 0, 0x12, 0x10]).Track;

        Assert.Equal(new FlvFrameResult(null, null, reason), ReadAudio(body));

        using var frame = ReadAudio([0xAF, 1, 0x21]).Frame!;
        Assert.Same(track, frame.Track);
    }

    [Fact]
    public void Read_ScriptTag_ThrowsAndReturnsTheBytes() => Assert.Throws<ArgumentOutOfRangeException>(
        () => _reader.Read(FlvTagType.Script, Time, PooledBytes.Copy(_pool, [2, 0, 0])));

    private FlvFrameResult ReadVideo(byte[] body) => _reader.Read(FlvTagType.Video, Time, PooledBytes.Copy(_pool, body));

    private FlvFrameResult ReadAudio(byte[] body) => _reader.Read(FlvTagType.Audio, Time, PooledBytes.Copy(_pool, body));
}
