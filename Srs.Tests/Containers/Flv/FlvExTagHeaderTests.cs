using Srs.Media.Containers.Flv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

/// <summary>ExVideoTagHeader, ExAudioTagHeader and the tracks behind them.</summary>
public sealed class FlvExTagHeaderTests
{
    public static readonly TheoryData<byte[], FlvExVideoTagHeader> VideoHeaders = new()
    {
        { [0x90, .. "hvc1"u8], Video(FlvVideoPacketType.SequenceStart, FlvFourCc.Hevc) },
        { [0xA1, .. "hvc1"u8], Video(FlvVideoPacketType.CodedFrames, FlvFourCc.Hevc, FlvVideoFrameType.Inter) },
        { [0x93, .. "avc1"u8], Video(FlvVideoPacketType.CodedFramesX, FlvFourCc.Avc) },
        { [0x92, .. "av01"u8], Video(FlvVideoPacketType.SequenceEnd, FlvFourCc.Av1) },
        { [0xD4, .. "vp09"u8], Video(FlvVideoPacketType.Metadata, FlvFourCc.Vp9, FlvVideoFrameType.Info) },
        { [0x95, .. "av01"u8], Video(FlvVideoPacketType.Mpeg2TsSequenceStart, FlvFourCc.Av1) },
        {
            [0x96, 0x01, .. "av01"u8, 7],
            Video(FlvVideoPacketType.CodedFrames, FlvFourCc.Av1) with { Multitrack = FlvMultitrackType.OneTrack, TrackId = 7 }
        },
        { [0x96, 0x13, .. "hvc1"u8], Video(FlvVideoPacketType.CodedFramesX, FlvFourCc.Hevc) with { Multitrack = FlvMultitrackType.ManyTracks } },
        { [0x96, 0x20], Video(FlvVideoPacketType.SequenceStart, 0) with { Multitrack = FlvMultitrackType.ManyTracksManyCodecs } },
        { [0x97, 2, 0x0F, 0x42, 0x3F, 0x03, .. "avc1"u8], Video(FlvVideoPacketType.CodedFramesX, FlvFourCc.Avc) with { NanosecondOffset = 999_999 } },
        {
            [0x97, 2, 0, 0, 100, 0x06, 0x01, .. "av01"u8, 1],
            Video(FlvVideoPacketType.CodedFrames, FlvFourCc.Av1) with
            {
                NanosecondOffset = 100, Multitrack = FlvMultitrackType.OneTrack, TrackId = 1,
            }
        },
    };

    public static readonly TheoryData<byte[], FlvExAudioTagHeader> AudioHeaders = new()
    {
        { [0x90, .. "Opus"u8], new() { FourCc = FlvFourCc.Opus } },
        { [0x91, .. "mp4a"u8], new() { PacketType = FlvAudioPacketType.CodedFrames, FourCc = FlvFourCc.Aac } },
        { [0x92, .. "ac-3"u8], new() { PacketType = FlvAudioPacketType.SequenceEnd, FourCc = FlvFourCc.Ac3 } },
        { [0x94, .. "fLaC"u8], new() { PacketType = FlvAudioPacketType.MultichannelConfig, FourCc = FlvFourCc.Flac } },
        { [0x95, 0x00, .. "ec-3"u8, 255], new() { FourCc = FlvFourCc.Eac3, Multitrack = FlvMultitrackType.OneTrack, TrackId = 255 } },
        {
            [0x95, 0x21],
            new() { PacketType = FlvAudioPacketType.CodedFrames, Multitrack = FlvMultitrackType.ManyTracksManyCodecs }
        },
        {
            [0x97, 2, 0, 0, 1, 0x01, .. ".mp3"u8],
            new() { PacketType = FlvAudioPacketType.CodedFrames, FourCc = FlvFourCc.Mp3, NanosecondOffset = 1 }
        },
    };

    // ModEx that is read but not written: bytes, nanoseconds, header length.
    public static readonly TheoryData<byte[], int, int> ModEx = new()
    {
        { [0x97, 0, 9, 0x13, .. "avc1"u8], 0, 8 }, // an unknown type, one byte
        { [0x97, 0, 9, 0xF7, 2, 0, 0, 5, 0x03, .. "avc1"u8], 5, 13 }, // and then an offset
        { [0x97, 1, 1, 2, 0x03, .. "avc1"u8], 0, 9 }, // too short for an offset
        { [0x97, 3, 0, 0, 6, 99, 0x03, .. "avc1"u8], 6, 11 }, // longer than an offset
        { [0x97, 2, 0x0F, 0x42, 0x40, 0x03, .. "avc1"u8], 0, 10 }, // a whole millisecond
        { [0x97, 0xFF, 0, 2, 0, 0, 7, 0x03, .. "avc1"u8], 7, 12 }, // the long form
        { [0x97, 0xFF, 0x01, 0x00, .. new byte[257], 0x13, .. "avc1"u8], 0, 266 },
    };

    [Theory]
    [MemberData(nameof(VideoHeaders))]
    public void Video_KnownHeaders_ReadAndWrite(byte[] bytes, FlvExVideoTagHeader expected)
    {
        var written = new byte[FlvExVideoTagHeader.MaxLength];

        Assert.True(FlvExVideoTagHeader.TryRead([.. bytes, 0xAA], out var header, out var length));
        Assert.Equal((expected, bytes.Length), (header, length));
        Assert.Equal(bytes, written[..header.Write(written)]);
    }

    [Theory]
    [MemberData(nameof(AudioHeaders))]
    public void Audio_KnownHeaders_ReadAndWrite(byte[] bytes, FlvExAudioTagHeader expected)
    {
        var written = new byte[FlvExAudioTagHeader.MaxLength];

        Assert.True(FlvExAudioTagHeader.TryRead([.. bytes, 0xAA], out var header, out var length));
        Assert.Equal((expected, bytes.Length), (header, length));
        Assert.Equal(bytes, written[..header.Write(written)]);
    }

    [Theory]
    [MemberData(nameof(ModEx))]
    public void Video_ModEx_IsSkippedOrAdded(byte[] bytes, int nanoseconds, int length)
    {
        Assert.True(FlvExVideoTagHeader.TryRead([.. bytes, 1, 2], out var header, out var found));
        Assert.Equal(Video(FlvVideoPacketType.CodedFramesX, FlvFourCc.Avc) with { NanosecondOffset = nanoseconds }, header);
        Assert.Equal(length, found);
    }

    [Theory]
    [InlineData(new byte[] { 0xD0, 0 }, true)]
    [InlineData(new byte[] { 0xD1 }, true)]
    [InlineData(new byte[] { 0xD7, 0, 9, 0x11, 0 }, true)]
    [InlineData(new byte[] { 0xD4, 1, 2, 3, 4 }, false)] // metadata, whose frame type means nothing
    public void Video_Command_HasNoFourCc(byte[] bytes, bool isCommand)
    {
        Assert.True(FlvExVideoTagHeader.TryRead(bytes, out var header, out _));
        Assert.Equal(isCommand, header.IsCommand);
    }

    [Fact]
    public void EveryTruncation_IsFalse()
    {
        var videos = VideoHeaders.Select(row => row.Data.Item1).Concat(ModEx.Select(row => row.Data.Item1));
        Assert.All(videos.SelectMany(Mutations.Truncations), cut =>
        {
            Assert.False(FlvExVideoTagHeader.TryRead(cut, out var header, out _));
            Assert.Equal(default, header);
        });
        Assert.All(AudioHeaders.SelectMany(row => Mutations.Truncations(row.Data.Item1)), cut =>
        {
            Assert.False(FlvExAudioTagHeader.TryRead(cut, out var header, out _));
            Assert.Equal(default, header);
        });
    }

    [Fact]
    public void Mutations_GiveALengthWithinTheBodyOrFalse()
    {
        foreach (var mutated in VideoHeaders.Select(row => row.Data.Item1).Concat(ModEx.Select(row => row.Data.Item1)).SelectMany(seed => Mutations.Of(seed, 2000)))
        {
            if (FlvExVideoTagHeader.TryRead(mutated, out var video, out var length))
            {
                Assert.InRange(length, 1, mutated.Length);
                Assert.InRange(video.NanosecondOffset, 0, 999_999);
                Assert.InRange(video.TrackId, 0, 255);
            }

            if (FlvExAudioTagHeader.TryRead(mutated, out _, out length))
            {
                Assert.InRange(length, 1, mutated.Length);
            }
        }
    }

    [Fact]
    public void Tracks_AreTakenOneByOne()
    {
        ReadOnlySpan<byte> tracks = [3, 0, 0, 2, 10, 11, 4, 0, 0, 0];

        Assert.True(FlvExTrack.TryReadNext(ref tracks, hasOwnFourCc: false, FlvFourCc.Av1, out var track, out var payload));
        Assert.Equal(new FlvExTrack(FlvFourCc.Av1, 3), track);
        Assert.Equal([10, 11], payload.ToArray());
        Assert.True(FlvExTrack.TryReadNext(ref tracks, hasOwnFourCc: false, FlvFourCc.Av1, out track, out payload));
        Assert.Equal((4, 0), (track.Id, payload.Length));
        Assert.True(tracks.IsEmpty);
    }

    [Fact]
    public void Tracks_WithOwnFourCc_EveryTruncationIsFalse()
    {
        byte[] bytes = [.. "Opus"u8, 9, 0, 0, 3, 1, 2, 3];
        ReadOnlySpan<byte> tracks = bytes;

        Assert.True(FlvExTrack.TryReadNext(ref tracks, hasOwnFourCc: true, 0, out var track, out var payload));
        Assert.Equal((FlvFourCc.Opus, 9, 3), (track.FourCc, track.Id, payload.Length));
        foreach (var cut in Mutations.Truncations(bytes))
        {
            tracks = cut;
            Assert.False(FlvExTrack.TryReadNext(ref tracks, hasOwnFourCc: true, 0, out _, out _));
            Assert.Equal(cut.Length, tracks.Length);
        }
    }

    private static FlvExVideoTagHeader Video(FlvVideoPacketType type, uint fourCc, FlvVideoFrameType frameType = FlvVideoFrameType.Key) =>
        new() { FrameType = frameType, PacketType = type, FourCc = fourCc };
}
