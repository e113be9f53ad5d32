using System.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

public sealed class FlvDemuxerTests
{
    private static readonly byte[] TwoTags =
    [
        .. "FLV"u8, 1, 5, 0, 0, 0, 9,
        0, 0, 0, 0, 8, 0, 0, 2, 0, 0, 5, 0, 0, 0, 0, 0xAF, 1,
        0, 0, 0, 13, 9, 0, 0, 1, 0, 0, 6, 1, 0, 0, 0, 0x22,
        0, 0, 0, 12,
    ];

    public static readonly TheoryData<byte[]> NotFlv = new()
    {
        new byte[] { (byte)'G' },
        "FLW"u8.ToArray(),
        "FLV\x02"u8.ToArray(),
        new byte[] { (byte)'F', (byte)'L', (byte)'V', 1, 5, 0, 0, 0, 8 },
        new byte[] { (byte)'F', (byte)'L', (byte)'V', 1, 5, 0, 0, 4, 1 },
        new byte[] { (byte)'F', (byte)'L', (byte)'V', 1, 5, 0xFF, 0xFF, 0xFF, 0xFF },
        WithTagType(0x28),
        WithTagType(7),
    };

    [Fact]
    public void TryRead_WholeStream_GivesEachTag()
    {
        var buffer = new ReadOnlySequence<byte>(TwoTags);
        var demuxer = new FlvDemuxer();

        Assert.True(demuxer.TryRead(ref buffer, out var header, out var body));
        Assert.Equal(new FlvTagHeader(FlvTagType.Audio, 2, 5), header);
        Assert.Equal([0xAF, 1], body.ToArray());
        Assert.True(demuxer.HasAudio);
        Assert.True(demuxer.HasVideo);

        Assert.True(demuxer.TryRead(ref buffer, out header, out body));
        Assert.Equal(new FlvTagHeader(FlvTagType.Video, 1, 0x01000006), header);
        Assert.Equal([0x22], body.ToArray());

        Assert.False(demuxer.TryRead(ref buffer, out _, out _));
        Assert.Equal(4, buffer.Length);
    }

    [Fact]
    public void TryRead_EveryTruncationWithinATag_IsFalseAndConsumesNothing()
    {
        foreach (var cut in Mutations.Truncations(TwoTags[..26]))
        {
            var buffer = SplitSequence.OneBytePerSegment(cut);

            Assert.False(new FlvDemuxer().TryRead(ref buffer, out _, out _));
            Assert.Equal(cut.Length, buffer.Length);
        }
    }

    [Theory]
    [InlineData("avc-aac-1s.flv")]
    [InlineData("mp3-44100-mono.flv")]
    public void TryRead_OneBytePerSegment_GivesTheSameTags(string vector)
    {
        var buffer = SplitSequence.OneBytePerSegment(TestVectors.Read(vector));
        var demuxer = new FlvDemuxer();
        foreach (var (expectedHeader, expectedBody) in FlvSamples.ReadTags(vector))
        {
            Assert.True(demuxer.TryRead(ref buffer, out var header, out var body));
            Assert.Equal(expectedHeader, header);
            Assert.Equal(expectedBody, body.ToArray());
        }
    }

    [Fact]
    public void TryRead_BytesArriveOneByOne_GivesEachTagWithItsLastByte()
    {
        var demuxer = new FlvDemuxer();
        var start = 0;
        var ends = new List<int>();
        for (var end = 0; end <= TwoTags.Length; end++)
        {
            var buffer = new ReadOnlySequence<byte>(TwoTags, start, end - start);
            if (demuxer.TryRead(ref buffer, out _, out _))
            {
                ends.Add(end);
                Assert.True(buffer.IsEmpty);
                start = end;
            }
        }

        Assert.Equal([TwoTags.Length - 20, TwoTags.Length - 4], ends);
    }

    [Fact]
    public void TryRead_LongerFileHeader_IsSkipped()
    {
        byte[] stream = [.. "FLV"u8, 1, 4, 0, 0, 0, 11, 0xEE, 0xEE, .. TwoTags[9..]];
        var buffer = new ReadOnlySequence<byte>(stream);
        var demuxer = new FlvDemuxer();

        Assert.True(demuxer.TryRead(ref buffer, out var header, out _));
        Assert.Equal(FlvTagType.Audio, header.Type);
        Assert.False(demuxer.HasVideo);
    }

    [Theory]
    [MemberData(nameof(NotFlv))]
    public void TryRead_NotFlv_ThrowsAtTheFirstWrongByte(byte[] stream)
    {
        var buffer = new ReadOnlySequence<byte>(stream);

        Assert.Throws<FlvFormatException>(() => new FlvDemuxer().TryRead(ref buffer, out _, out _));
        Assert.Equal(stream.Length, buffer.Length);
    }

    [Fact]
    public void TryRead_TagOverTheLimit_Throws()
    {
        var buffer = new ReadOnlySequence<byte>(TwoTags, 0, 24);

        Assert.Throws<FlvFormatException>(() => new FlvDemuxer(maxTagLength: 1).TryRead(ref buffer, out _, out _));
        Assert.False(new FlvDemuxer(maxTagLength: 2).TryRead(ref buffer, out _, out _));
    }

    [Fact]
    public void TryRead_Mutations_GiveTagsOrTheDocumentedException()
    {
        byte[][] seeds = [TwoTags, TestVectors.Read("speex-16000-mono.flv")];
        foreach (var mutated in seeds.SelectMany(seed => Mutations.Of(seed, 3000)))
        {
            var buffer = new ReadOnlySequence<byte>(mutated);
            var demuxer = new FlvDemuxer();
            try
            {
                while (demuxer.TryRead(ref buffer, out var header, out var body))
                {
                    Assert.Equal(header.BodyLength, body.Length);
                }
            }
            catch (FlvFormatException)
            {
            }
        }
    }

    private static byte[] WithTagType(byte type)
    {
        var stream = (byte[])TwoTags.Clone();
        stream[13] = type;
        return stream;
    }
}
