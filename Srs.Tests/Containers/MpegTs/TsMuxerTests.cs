using System.Buffers;
using Srs.Media.Containers.MpegTs;
using Srs.Media.Frames;
using static Srs.Tests.Containers.MpegTs.TsSamples;

namespace Srs.Tests.Containers.MpegTs;

public sealed class TsMuxerTests
{
    private const int PmtPid = 0x1001, VideoPid = 0x100, AudioPid = 0x101;

    [Fact]
    public void Stream_BeginsWithTablesThenAKeyFrameWithItsClock()
    {
        var packets = Packets(Mux(Movie()));

        Assert.Equal([0, PmtPid, VideoPid], packets.Take(3).Select(static p => p.Pid));
        Assert.True(packets[2] is { StartsUnit: true, IsRandomAccess: true, Pcr: 0 });
        Assert.Equal(9000, packets[2].Dts);
        AssertContinuous(packets);
    }

    [Fact]
    public void Tables_SayWhatSrsSays()
    {
        // Worked out by hand from ISO/IEC 13818-1; the checksums by a few lines of Python that shift bit by bit (annex A).
        var muxer = new TsMuxer();
        muxer.SetTracks([H264, Aac]);
        var output = new ArrayBufferWriter<byte>();
        muxer.WriteTables(output);
        var packets = Packets(output.WrittenSpan);

        Assert.StartsWith("0000B00D0001C100000001F0012E701905", Convert.ToHexString(packets[0].Payload), StringComparison.Ordinal);
        Assert.StartsWith("0002B0170001C10000E100F0001BE100F0000FE101F0002F44B99B", Convert.ToHexString(packets[1].Payload), StringComparison.Ordinal);
        Assert.All(packets, static p => Assert.EndsWith("FFFFFFFF", Convert.ToHexString(p.Payload), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(MediaCodec.H265, "24E100F006050448455643")]
    [InlineData(MediaCodec.Opus, "06E101F00A05044F7075737F028002")]
    [InlineData(MediaCodec.Ac3, "81E101F006050441432D33")]
    [InlineData(MediaCodec.Eac3, "87E101F006050445414333")]
    [InlineData(MediaCodec.Mp3, "03E101F000")]
    [InlineData(MediaCodec.Klv, "06E102F00605044B4C5641")]
    [InlineData(MediaCodec.Id3, "15E102F00F260DFFFF49443320FF49443320000F")]
    public void Map_OfCodec_HasTypeAndDescriptors(MediaCodec codec, string entry)
    {
        var track = codec switch
        {
            MediaCodec.H265 => H265,
            MediaCodec.Opus => Opus,
            MediaCodec.Klv => Klv,
            MediaCodec.Id3 => Id3,
            _ => new TrackInfo { Kind = MediaKind.Audio, Codec = codec, Audio = new(48000, 2, 16, "") },
        };
        var muxer = new TsMuxer();
        Assert.True(muxer.SetTrack(track));
        var output = new ArrayBufferWriter<byte>();
        muxer.WriteTables(output);

        Assert.Contains(entry, Convert.ToHexString(Packets(output.WrittenSpan)[1].Payload), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(44100, 3)]
    [InlineData(32000, 3)]
    [InlineData(24000, 4)]
    [InlineData(8000, 4)]
    public void Map_OfMp3_GoesByItsRate(int rate, byte type)
    {
        var muxer = new TsMuxer();
        muxer.SetTrack(new TrackInfo { Kind = MediaKind.Audio, Codec = MediaCodec.Mp3, Audio = new(rate, 1, 16, "") });
        var output = new ArrayBufferWriter<byte>();
        muxer.WriteTables(output);

        Assert.Equal(type, Packets(output.WrittenSpan)[1].Payload[13]);
    }

    [Fact]
    public void Frames_OfEveryLength_ComeOutWhole()
    {
        // Around each border of a packet the stuffing takes another form.
        for (var length = 1; length < 600; length++)
        {
            var payload = Enumerable.Range(0, length).Select(static i => (byte)i).ToArray();
            var (packets, start) = (Packets(Mux([Frame(Klv, payload, 0)])), 14);
            var pes = packets.Where(static p => p.Pid == 0x102).SelectMany(static p => p.Payload).ToArray();

            Assert.Equal(payload, pes[start..]);
            Assert.Equal(pes.Length - 6, (pes[4] << 8) | pes[5]);
        }
    }

    [Fact]
    public void KeyFrame_HasDelimiterAndParameterSets_OthersTheDelimiterOnly()
    {
        var packets = Packets(Mux(Movie(pictures: 2))).Where(static p => p is { Pid: VideoPid, StartsUnit: true }).ToList();

        Assert.StartsWith("0000000109F00000000167", Convert.ToHexString(packets[0].Payload.AsSpan(14)), StringComparison.Ordinal);
        Assert.StartsWith("0000000109F000000001", Convert.ToHexString(packets[1].Payload.AsSpan(14)), StringComparison.Ordinal);
        Assert.NotEqual(0x67, packets[1].Payload[24]);
    }

    [Fact]
    public void KeyFrame_WithDelimiterAndSetsOfItsOwn_GetsNoSecond()
    {
        byte[] unit = [0, 0, 0, 2, 9, 0x10, 0, 0, 0, 2, 0x67, 1, 0, 0, 0, 2, 0x68, 2, 0, 0, 0, 2, 0x65, 3];
        var packet = Packets(Mux([Frame(H264, unit, 0, isKey: true)]))[2];

        Assert.Equal("0000000109F000000001670100000001680200000001" + "6503", Convert.ToHexString(packet.Payload.AsSpan(14)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000")]
    [InlineData("FFFFFFFF65")]
    [InlineData("0000000265")]
    [InlineData("000000")]
    public void Frame_OfDamagedUnits_IsStillAStream(string units)
    {
        var stream = Mux([Frame(H264, H264Units[0], 0, isKey: true), Frame(H264, Convert.FromHexString(units), 40), Frame(H264, H264Units[1], 80)]);

        AssertContinuous(Packets(stream));
    }

    [Fact]
    public void Clock_IsNeverOlderThanATenthOfASecond_NorBehindWhatFollows()
    {
        // 5 pictures a second, and then sound alone.
        var pictures = Enumerable.Range(0, 10).Select(static i => Frame(H264, H264Units[i % H264Units.Length], i * 200, isKey: i == 0));
        var sound = Enumerable.Range(0, 40).Select(static i => Frame(Aac, AacPayload(i), 2000 + (i * 23)));
        var muxer = new TsMuxer();
        muxer.SetTracks([H264, Aac]);
        var packets = Packets(Mux(pictures.Concat(sound), muxer));

        var clocks = packets.Where(static p => p.Pcr >= 0).ToList();
        Assert.All(clocks, static p => Assert.Equal(VideoPid, p.Pid));
        Assert.All(clocks.Zip(clocks.Skip(1)), static pair => Assert.InRange(pair.Second.Pcr - pair.First.Pcr, 1, 9000));
        var clock = 0L;
        foreach (var packet in packets)
        {
            clock = packet.Pcr >= 0 ? packet.Pcr : clock;
            Assert.True(!packet.StartsUnit || packet.Pid is 0 or PmtPid || packet.Dts >= clock);
        }

        AssertContinuous(packets);
    }

    [Fact]
    public void Clock_OfSoundAlone_IsTheSounds()
    {
        var packets = Packets(Mux(Enumerable.Range(0, 50).Select(static i => Frame(AacMono8k, AacPayload(i), i * 128))));

        var clocks = packets.Where(static p => p.Pcr >= 0).Select(static p => p.Pcr).ToList();
        Assert.All(packets.Where(static p => p.Pcr >= 0), static p => Assert.Equal(AudioPid, p.Pid));
        Assert.All(clocks.Zip(clocks.Skip(1)), static pair => Assert.InRange(pair.Second - pair.First, 1, 9000));
        AssertContinuous(packets);
    }

    [Fact]
    public void Tables_ComeAgain_BeforeKeyFramesAndWithTime()
    {
        var frames = Enumerable.Range(0, 60).Select(static i => Frame(H264, H264Units[0], i * 40, isKey: i % 25 == 0));
        var packets = Packets(Mux(frames));
        var times = new List<long>();
        for (var i = 0; i < packets.Count; i++)
        {
            if (packets[i].Pid == 0)
            {
                times.Add((packets[i + 2].Dts - 9000) / 90);
            }
        }

        Assert.Equal([0, 400, 800, 1000, 1400, 1800, 2000], times);
    }

    [Fact]
    public void Tracks_ThatChange_MakeANewVersionAtOnce()
    {
        var muxer = new TsMuxer();
        muxer.SetTracks([H264]);
        byte[] stream =
        [
            .. Mux([Frame(H264, H264Units[0], 0, isKey: true)], muxer),
            .. Mux([Frame(Aac, AacPayload(1), 10)], muxer), // new
            .. Mux([Frame(H265, H265Units[0], 40, isKey: true)], muxer), // another codec
            .. Mux([Frame(H265, H265Units[0], 80, isKey: true)], muxer),
        ];
        muxer.SetTracks([Aac]);
        byte[] rest = Mux([Frame(Aac, AacPayload(2), 90)], muxer);

        var packets = Packets([.. stream, .. rest]);
        Assert.Equal([0, 1, 2, 2, 3], packets.Where(static p => p.Pid == PmtPid).Select(static p => (p.Payload[6] >> 1) & 31));
        AssertContinuous(packets);
    }

    [Fact]
    public void Tracks_WithOtherSize_KeepTheVersion()
    {
        var other = H264 with { Config = Codecs.H264.H264Samples.GetConfig("avc-baseline-854x480.flv") };
        var packets = Packets(Mux([Frame(H264, H264Units[0], 0, isKey: true), Frame(other, H264Units[0], 40, isKey: true)]));

        Assert.All(packets.Where(static p => p.Pid == PmtPid), static p => Assert.Equal(0xC1, p.Payload[6]));
        AssertContinuous(packets);
    }

    [Fact]
    public void Tracks_Many_MakeAMapOfSeveralPackets()
    {
        var muxer = new TsMuxer();
        muxer.SetTracks([.. Enumerable.Range(0, 40).Select(static i => H265 with { Id = i })]);
        var output = new ArrayBufferWriter<byte>();
        muxer.WriteTables(output);
        muxer.WriteTables(output);
        var packets = Packets(output.WrittenSpan);

        Assert.Equal([0, PmtPid, PmtPid, PmtPid], packets.Take(packets.Count / 2).Select(static p => p.Pid));
        AssertContinuous(packets);
        var map = packets.Skip(1).Take(3).SelectMany(static p => p.Payload).Skip(1).ToArray();
        Assert.True(TsProgramStream.TryReadAll(map.AsSpan(0, 3 + (((map[1] & 15) << 8) | map[2])), out var streams));
        Assert.Equal(TsMuxer.MaxTracks, streams.Length);
    }

    [Fact]
    public void Tables_ByHand_AreNotDoubledAndBringTheClock()
    {
        var muxer = new TsMuxer();
        muxer.SetTracks([H264]);
        var output = new ArrayBufferWriter<byte>();
        var counters = new Dictionary<int, int>();
        for (var segment = 0; segment < 3; segment++)
        {
            output.ResetWrittenCount();
            muxer.WriteTables(output);
            using var frame = Frame(H264, H264Units[0], segment * 10, isKey: true);
            Assert.True(muxer.WriteFrame(frame, frame.Dts, output));

            var packets = Packets(output.WrittenSpan);
            Assert.Equal([0, PmtPid], packets.Where(static p => p.Pid != VideoPid).Select(static p => p.Pid));
            Assert.Equal(segment * 900, packets[2].Pcr);
            AssertContinuous(packets, counters);
        }
    }

    [Fact]
    public void Times_BeforeTheBeginning_AreNotNegative()
    {
        var packets = Packets(Mux([Frame(H264, H264Units[0], -500, isKey: true, composition: -100), Frame(H264, H264Units[1], 40, composition: -80)]))
            .Where(static p => p is { Pid: VideoPid, StartsUnit: true }).ToList();

        Assert.Equal([(0, 0), (5400, 5400)], packets.Select(static p => (p.Pts, p.Dts)));
    }

    [Fact]
    public void Times_AfterADay_Wrap()
    {
        var day = TimeSpan.FromSeconds((1L << 33) / 90000.0).TotalMilliseconds;
        var packets = Packets(Mux(Enumerable.Range(0, 50).Select(i => Frame(H264, H264Units[0], day - 1000 + (i * 40), isKey: true, composition: 80))));

        var clocks = packets.Where(static p => p.Pcr >= 0).Select(static p => p.Pcr).ToList();
        Assert.All(clocks.Zip(clocks.Skip(1)), static pair => Assert.InRange((pair.Second - pair.First) & ((1L << 33) - 1), 1, 9000));
        Assert.All(packets.Where(static p => p is { Pid: VideoPid, StartsUnit: true }), static p => Assert.Equal(7200, (p.Pts - p.Dts) & ((1L << 33) - 1)));
    }

    [Fact]
    public void Clock_ThatStepsBack_IsMarked()
    {
        var packets = Packets(Mux([Frame(H264, H264Units[0], 60_000, isKey: true), Frame(H264, H264Units[0], 0, isKey: true)]));

        var clocks = packets.Where(static p => p.Pcr >= 0).ToList();
        Assert.Equal([(5_400_000, false), (0, true)], clocks.Select(static p => (p.Pcr, (p.Flags & 0x80) != 0)));
    }

    [Fact]
    public void CanWrite_TellsWhatHasAPlace()
    {
        Assert.All((TrackInfo[])[H264, H265, Aac, AacMono8k, Opus, Klv, Id3], static track => Assert.True(TsMuxer.CanWrite(track)));
        Assert.False(TsMuxer.CanWrite(new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.Av1 }));
        Assert.False(TsMuxer.CanWrite(H264 with { Config = default }));
        Assert.False(TsMuxer.CanWrite(Aac with { Config = new byte[] { 1 } }));
        Assert.False(TsMuxer.CanWrite(new TrackInfo { Kind = MediaKind.Audio, Codec = MediaCodec.Flac }));
    }

    [Fact]
    public void Frame_ThatHasNoPlace_IsLeftOut()
    {
        var strange = new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.Av1 };
        var without = Mux(Movie(pictures: 3));
        var with = Mux(Movie(pictures: 3).SelectMany(frame => (MediaFrame[])[frame, Frame(strange, [1, 2, 3], frame.Dts.TotalMilliseconds)]));

        Assert.Empty(Mux([Frame(strange, [1], 0), Frame(Aac, [], 0), Frame(Aac, new byte[9000], 0)]));
        Assert.Equal(9, Packets(without).Count(static p => p is { StartsUnit: true, Pid: VideoPid or AudioPid }));
        Assert.Equal(9, Packets(with).Count(static p => p is { StartsUnit: true, Pid: VideoPid or AudioPid }));
        AssertContinuous(Packets(with));
    }

    [Fact]
    public void WriteFrame_InSteadyState_AllocatesNothing()
    {
        var muxer = new TsMuxer();
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var frames = Movie().ToList();
        Write();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Write();
        Write();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Write()
        {
            output.ResetWrittenCount();
            foreach (var frame in frames)
            {
                muxer.WriteFrame(frame, frame.Dts, output);
            }
        }
    }
}
