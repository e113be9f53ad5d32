using Srs.Media.Containers.MpegTs;
using Srs.Media.Delivery;
using Srs.Media.Delivery.MpegTs;
using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Streams;
using Srs.Tests.Egress;
using static Srs.Tests.Containers.MpegTs.TsSamples;

namespace Srs.Tests.Delivery.MpegTs;

public sealed class TsWireFormatTests
{
    private static readonly StreamHeaders Headers = StreamHeaders.Empty.With(H264).With(Aac);

    [Fact]
    public void Formats_CompareByValue()
    {
        Assert.Equal(new TsWireFormat(true, true), new TsWireFormat(true, true));
        Assert.NotEqual(new TsWireFormat(true, true), new TsWireFormat(true, false));
        Assert.NotSame(new TsWireFormat(true, true).Begin(Headers), new TsWireFormat(true, true).Begin(Headers));
    }

    [Fact]
    public void Join_AtTheKeyFrame_NeedsNothingBefore()
    {
        var log = NewLog(Headers);
        using var first = log.Join(fromKeyFrame: true);
        Append(log, Movie());
        using var second = log.Join(fromKeyFrame: true);
        Append(log, Movie());

        var (all, later) = (Read(first), Read(second));

        Assert.Equal([0, 0x1001, 0x100], Packets(later).Take(3).Select(static p => p.Pid));
        AssertContinuous(Packets(all));
        AssertContinuous(Packets(later));
        Assert.True(all.AsSpan().EndsWith(later));
        Assert.Equal([MediaCodec.H264, MediaCodec.Aac], Demux(later).Results.Where(static r => r.Track is not null).Select(static r => r.Track!.Codec));
    }

    [Fact]
    public void Join_InSoundAlone_BeginsWithTheNewestTables()
    {
        var log = NewLog(StreamHeaders.Empty.With(Aac));
        using var all = log.Join(fromKeyFrame: true);
        for (var i = 0; i < 50; i++)
        {
            Append(log, [Frame(Aac, AacPayload(i), i * 23)]);
            using var cursor = log.Join(fromKeyFrame: true);
            Append(log, [Frame(Aac, AacPayload(i + 100), (i * 23) + 1)]);

            var packets = Packets(Read(cursor));
            Assert.Equal([0, 0x1001], packets.Take(2).Select(static p => p.Pid));
            AssertContinuous(packets);
        }

        AssertContinuous(Packets(Read(all)));
    }

    [Fact]
    public void Join_BeforeTheFirstFrame_GetsTablesOnce()
    {
        var log = NewLog(Headers);
        using var cursor = log.Join(fromKeyFrame: true);
        Append(log, Movie(pictures: 1));

        Assert.Equal(1, Packets(Read(cursor)).Count(static p => p.Pid == 0));
    }

    [Fact]
    public void Tracks_EndAndBegin_TablesFollow()
    {
        var log = NewLog(Headers);
        using var cursor = log.Join(fromKeyFrame: true);
        Append(log, Movie(pictures: 2));
        log.RemoveTracks(StreamHeaders.Empty.With(Aac));
        Append(log, [Frame(Aac, AacPayload(1), 100)]);
        log.AppendTrack(Headers, H264);
        Append(log, [Frame(H264, H264Units[0], 120, isKey: true)]);

        var packets = Packets(Read(cursor));
        var maps = packets.Where(static p => p.Pid == 0x1001).ToList();

        Assert.Equal([(0, 23), (1, 18), (2, 23)], maps.Select(static p => ((p.Payload[6] >> 1) & 31, (int)p.Payload[3])));
        AssertContinuous(packets);
    }

    [Theory]
    [InlineData(true, false, 0x101)]
    [InlineData(false, true, 0x100)]
    public void Kind_LeftOut_IsInNeitherMapNorStream(bool hasAudio, bool hasVideo, int pid)
    {
        var log = NewLog(Headers, new TsWireFormat(hasAudio, hasVideo));
        using var cursor = log.Join(fromKeyFrame: true);
        Append(log, Movie());
        log.AppendTrack(Headers, hasAudio ? H264 : Aac);
        Append(log, Movie());
        var stream = Read(cursor);

        Assert.Equal([0, 0x1001, pid], Packets(stream).Select(static p => p.Pid).Distinct());
        Assert.All(Packets(stream).Where(static p => p.Pid == 0x1001), static p => Assert.Equal(18, p.Payload[3]));
    }

    [Fact]
    public void Chunked_GivesTheSameBytes()
    {
        var (plain, chunked) = (NewLog(Headers), NewLog(Headers, new ChunkedFormat(new TsWireFormat(true, true))));
        using var one = plain.Join(fromKeyFrame: true);
        using var other = chunked.Join(fromKeyFrame: true);
        Append(plain, Movie());
        Append(chunked, Movie());
        using var late = chunked.Join(fromKeyFrame: true);

        Assert.Equal(Convert.ToHexString(Read(one)), Convert.ToHexString(Unchunk(Read(other))));
        AssertContinuous(Packets(Unchunk(Read(late))));
    }

    [Fact]
    public void Log_OverSmallSegments_LosesNothing()
    {
        // Segments are not multiples of a packet's length.
        var log = NewLog(Headers);
        using var cursor = log.Join(fromKeyFrame: true);
        Append(log, Movie(pictures: 100));

        var stream = Read(cursor);

        Assert.True(stream.Length > WireMemory.Sizes[0] * 4);
        var muxer = new TsMuxer();
        muxer.SetTracks(Headers.Tracks);
        Assert.Equal(Convert.ToHexString(Mux(Movie(pictures: 100), muxer)), Convert.ToHexString(stream));
    }

    [Fact]
    public void Refuse_SaysWhatHasNoPlace()
    {
        var av1 = new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.Av1 };
        var flac = new TrackInfo { Kind = MediaKind.Audio, Codec = MediaCodec.Flac };

        Assert.Null(LiveFormat.Ts.Refuse(StreamHeaders.Empty));
        Assert.Null(LiveFormat.Ts.Refuse(Headers));
        Assert.Null(LiveFormat.Ts.Refuse(StreamHeaders.Empty.With(H264).With(flac)));
        Assert.Equal("its video is Av1", LiveFormat.Ts.Refuse(StreamHeaders.Empty.With(av1).With(Aac)));
        Assert.Equal("its audio is Flac", LiveFormat.Ts.Refuse(StreamHeaders.Empty.With(flac)));
    }

    private static WireLog NewLog(StreamHeaders headers, IWireFormat? format = null) => new(
        format ?? new TsWireFormat(true, true), new PoisoningMemory(), new WireLogLimits(TimeSpan.FromSeconds(30), 2500, KeepsKeyFrame: true), headers, TimeSpan.Zero);

    private static void Append(WireLog log, IEnumerable<MediaFrame> frames)
    {
        foreach (var frame in frames)
        {
            log.AppendFrame(frame);
            frame.Dispose();
        }
    }

    private static byte[] Read(WireCursor cursor)
    {
        var bytes = new List<byte>();
        while (true)
        {
            using var read = cursor.Read();
            if (read.Bytes.IsEmpty)
            {
                return [.. bytes];
            }

            bytes.AddRange(read.Bytes);
            read.Advance(read.Bytes.Length);
        }
    }

    private static byte[] Unchunk(ReadOnlySpan<byte> chunks)
    {
        var bytes = new List<byte>();
        while (!chunks.IsEmpty)
        {
            var line = chunks.IndexOf("\r\n"u8);
            var length = int.Parse(chunks[..line], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
            bytes.AddRange(chunks.Slice(line + 2, length));
            chunks = chunks[(line + 2 + length + 2)..];
        }

        return [.. bytes];
    }
}
