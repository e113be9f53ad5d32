using System.Buffers.Binary;
using Srs.Media.Containers.MpegTs;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;
using static Srs.Tests.Containers.MpegTs.TsSamples;

namespace Srs.Tests.Containers.MpegTs;

public sealed class TsDemuxerTests
{
    private const int PmtPid = 0x1001, VideoPid = 0x100, AudioPid = 0x101;

    public static TheoryData<string> Codecs => ["H264", "H265", "Aac", "AacMono8k", "Opus", "Klv", "Id3"];

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Frames_OfEachCodec_ComeBackAsTheyWent(string name)
    {
        var (track, payloads) = Sample(name);
        var stream = Mux(payloads.Select((payload, i) => Frame(track, payload, i * 20, isKey: i == 0, composition: track.Kind == MediaKind.Video ? 40 : 0)));

        var (results, demuxer) = Demux(stream);

        Assert.Equal(payloads.Count, results.Count);
        Assert.All(results, static r => Assert.Equal(TsDropReason.None, r.DropReason));
        Assert.All(results.Skip(1), static r => Assert.Null(r.Track));
        Assert.Equal(track.Codec, results[0].Track!.Codec);
        Assert.Equal((track.Video?.Width, track.Video?.Height), (results[0].Track!.Video?.Width, results[0].Track!.Video?.Height));
        Assert.Equal((track.Audio?.SampleRate, track.Audio?.Channels), (results[0].Track!.Audio?.SampleRate, results[0].Track!.Audio?.Channels));
        Assert.Equal(payloads.Select(static (_, i) => 100.0 + (i * 20)), results.Select(static r => r.Frame!.EncoderTime.TotalMilliseconds));
        Assert.All(results, r => Assert.Equal(track.Kind == MediaKind.Video ? 40 : 0, r.Frame!.CompositionOffset.TotalMilliseconds));
        Assert.Equal(payloads.Select(p => Strip(track, p)), results.Select(static r => Convert.ToHexString(r.Frame!.Payload.Span)));
        Assert.Equal(track.Kind == MediaKind.Video, results[0].Frame!.IsKeyFrame);
        Assert.Equal((0, 0, 0), (demuxer.SkippedBytes, demuxer.Gaps, demuxer.DamagedSections));
        Describe(results);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(187)]
    [InlineData(188)]
    [InlineData(189)]
    [InlineData(1316)]
    public void Stream_HoweverCut_GivesTheSame(int piece)
    {
        byte[] stream = [1, 2, 0x47, 3, .. Mux(Movie())];

        var whole = Demux(stream);
        var cut = Demux(stream, piece);

        Assert.Equal(75, whole.Results.Count);
        Assert.Equal(4, cut.Demuxer.SkippedBytes);
        Assert.Equal(Describe(whole.Results), Describe(cut.Results));
    }

    [Fact]
    public void Stream_CutOffAnywhere_GivesAPrefix()
    {
        var stream = Mux(Movie(pictures: 3));
        var whole = Describe(Demux(stream).Results);
        for (var length = 0; length < stream.Length; length += 61)
        {
            var pool = new TrackingBufferPool();
            var (results, demuxer) = Demux(stream[..length], pool: pool);
            var found = Describe(results).Where(static line => !line.StartsWith("dropped", StringComparison.Ordinal)).ToList();
            demuxer.Dispose();
            pool.AssertAllReturned();

            // Sound and pictures are whole or not there.
            Assert.Equal(found, whole.Where(line => found.Contains(line)));
        }
    }

    [Fact]
    public void Stream_Damaged_NeverFailsAndLosesNoMemory()
    {
        var stream = Mux([.. Movie(pictures: 4), .. Movie(H265, H265Units, 2), Frame(Opus, new byte[300], 500), Frame(Klv, [1, 2], 510)]);
        foreach (var mutated in Mutations.Of(stream, 1500))
        {
            var pool = new TrackingBufferPool();
            var (results, demuxer) = Demux(mutated, 1000, pool);
            Describe(results);
            demuxer.Dispose();
            pool.AssertAllReturned();
        }
    }

    [Fact]
    public void Stream_WithDamagedPackets_NeverFails()
    {
        // Damage within packets, which keeps their borders: headers, tables, PES headers and frames.
        var stream = Mux(Movie(pictures: 3));
        var random = new Random(7);
        for (var round = 0; round < 1500; round++)
        {
            var mutated = (byte[])stream.Clone();
            for (var changes = 0; changes < 4; changes++)
            {
                mutated[(random.Next(stream.Length / 188) * 188) + random.Next(32)] = (byte)random.Next(256);
            }

            var pool = new TrackingBufferPool();
            var (results, demuxer) = Demux(mutated, pool: pool);
            Describe(results);
            demuxer.Dispose();
            pool.AssertAllReturned();
        }
    }

    [Fact]
    public void Bytes_Random_GiveNothing()
    {
        var bytes = new byte[200_000];
        new Random(3).NextBytes(bytes);

        Assert.Empty(Demux(bytes).Results);
    }

    [Fact]
    public void Packet_Lost_CostsItsFrameOnly()
    {
        var stream = Mux(Movie());
        var packets = Packets(stream);
        var lost = packets.FindIndex(static p => p is { Pid: VideoPid, StartsUnit: true, IsRandomAccess: false }) + 1;
        byte[] rest = [.. stream.AsSpan(0, lost * 188), .. stream.AsSpan((lost + 1) * 188)];

        var whole = Describe(Demux(stream).Results);
        var (results, demuxer) = Demux(rest);
        var found = Describe(results);

        Assert.Equal(1, demuxer.Gaps);
        Assert.Equal(1, found.Count(static line => line == "dropped LostPackets"));
        Assert.Equal(whole.Count - 1, found.Count(whole.Contains));
    }

    [Fact]
    public void Bytes_LostWithinAPacket_AreFoundOver()
    {
        var stream = Mux(Movie());
        byte[] rest = [.. stream.AsSpan(0, (20 * 188) + 50), .. stream.AsSpan((20 * 188) + 60)];

        var whole = Describe(Demux(stream).Results);
        var (results, demuxer) = Demux(rest, 1316);

        Assert.InRange(demuxer.SkippedBytes, 1, 2 * 188);
        Assert.InRange(Describe(results).Count(whole.Contains), whole.Count - 3, whole.Count - 1);
    }

    [Fact]
    public void Packet_Twice_CountsOnce()
    {
        var stream = Mux(Movie());
        var twice = Enumerable.Range(0, stream.Length / 188).SelectMany(i => (byte[])[.. stream.AsSpan(i * 188, 188), .. stream.AsSpan(i * 188, 188)]).ToArray();

        var (results, demuxer) = Demux(twice);

        Assert.Equal(Describe(Demux(stream).Results), Describe(results));
        Assert.Equal(0, demuxer.Gaps);
    }

    [Fact]
    public void Tables_WithWrongChecksum_ChangeNothing()
    {
        var muxer = new TsMuxer();
        muxer.SetTracks([H264, Aac]);
        var stream = Mux(Movie(), muxer);
        var damaged = (byte[])stream.Clone();
        var seen = 0;
        for (var at = 0; at < damaged.Length; at += 188)
        {
            var pid = BinaryPrimitives.ReadUInt16BigEndian(damaged.AsSpan(at + 1)) & 0x1FFF;
            if (pid is 0 or PmtPid && seen++ >= 2)
            {
                damaged[at + 15] ^= 0x55;
            }
        }

        var (results, demuxer) = Demux(damaged);

        Assert.True(seen > 4);
        Assert.Equal(seen - 2, demuxer.DamagedSections);
        Assert.Equal(Describe(Demux(stream).Results), Describe(results));
    }

    [Fact]
    public void Map_SplitOverPackets_IsReadWhole()
    {
        var muxer = new TsMuxer();
        var tracks = Enumerable.Range(0, 30).Select(static i => Opus with { Id = i }).ToList();
        muxer.SetTracks([.. tracks]);
        var stream = Mux(tracks.Select(static (track, i) => Frame(track, [0xFC, (byte)i, 2], i)), muxer);

        var (results, _) = Demux(stream, 100);

        Assert.Equal(Enumerable.Range(0, 30), results.Select(static r => r.Track!.Id));
        Assert.Equal(Enumerable.Range(0, 30), results.Select(static r => (int)r.Frame!.Payload.Span[1]));
        Describe(results);
    }

    [Fact]
    public void Pictures_WithoutLength_EndWhereTheNextBegins()
    {
        var stream = Mux(Movie());
        for (var at = 0; at < stream.Length; at += 188)
        {
            var start = at + 4 + ((stream[at + 3] & 0x20) != 0 ? 1 + stream[at + 4] : 0);
            if ((stream[at + 1] & 0x40) != 0 && stream.AsSpan(start).StartsWith((byte[])[0, 0, 1, 0xE0]))
            {
                stream.AsSpan(start + 4, 2).Clear();
            }
        }

        Assert.Equal(Describe(Demux(Mux(Movie())).Results).Order(), Describe(Demux(stream).Results).Order());
    }

    [Fact]
    public void Pictures_OverSeveralPesPackets_AreJoined()
    {
        // The second half of each picture comes in a PES packet without time. The first picture is lost before that is known.
        var writer = new TestPackets();
        for (var i = 0; i < 4; i++)
        {
            byte[] unit = [0, 0, 0, 1, 9, 0xF0, .. AnnexB(Codecs264Sets()), .. AnnexB(H264Units[0])];
            writer.Pes(VideoPid, 0xE0, unit[..(unit.Length / 2)], 9000 + (i * 3600));
            writer.Pes(VideoPid, 0xE0, unit[(unit.Length / 2)..], null);
        }

        var (results, _) = Demux([.. Tables(H264), .. writer.Bytes]);

        var frames = results.Where(static r => r.Frame is not null).Skip(1).Select(static r => r.Frame!).ToList();
        Assert.Equal([140.0, 180.0, 220.0], frames.Select(static f => f.EncoderTime.TotalMilliseconds));
        Assert.All(frames, static f => Assert.Equal(Strip(H264, H264Units[0]), Convert.ToHexString(f.Payload.Span)));
        Describe(results);
    }

    [Fact]
    public void Sound_OverPesPackets_IsCutIntoFramesWithTheirTimes()
    {
        var frames = Enumerable.Range(0, 20).Select(AacPayload).ToList();
        var bytes = frames.SelectMany(static p => Adts(p.Length).Concat(p)).ToArray();
        var writer = new TestPackets();
        var cuts = (int[])[0, 1000, 1003, 2500, bytes.Length];
        for (var i = 0; i + 1 < cuts.Length; i++)
        {
            writer.Pes(AudioPid, 0xC0, bytes[cuts[i]..cuts[i + 1]], i == 0 ? 90_000 : null);
        }

        var (results, _) = Demux([.. Tables(Aac), .. writer.Bytes]);

        Assert.Equal(frames.Select(Convert.ToHexString), results.Select(static r => Convert.ToHexString(r.Frame!.Payload.Span)));
        Assert.All(results.Select(static (r, i) => (r.Frame!.EncoderTime, Expected: TimeSpan.FromSeconds(1 + (i * 1024 / 44100.0)))), static pair =>
            Assert.InRange((pair.EncoderTime - pair.Expected).TotalMicroseconds, -1, 1));
        Describe(results);
    }

    [Fact]
    public void Sound_WithGarbageBetween_GoesOn()
    {
        var payload = AacPayload(3);
        byte[] frame = [.. Adts(payload.Length), .. payload];
        var writer = new TestPackets();
        writer.Pes(AudioPid, 0xC0, [.. frame, 1, 2, 3, 0xFF, 0xF1, 0x50, .. frame, .. frame], 0);

        var (results, _) = Demux([.. Tables(Aac), .. writer.Bytes]);

        Assert.Equal(3, results.Count(static r => r.Frame is not null));
        Assert.Equal(TsDropReason.DamagedFrame, Assert.Single(results, static r => r.Frame is null).DropReason);
        Describe(results);
    }

    [Fact]
    public void Times_ThatWrap_GoOn()
    {
        var day = TimeSpan.FromSeconds((1L << 33) / 90000.0).TotalMilliseconds;
        var stream = Mux(Enumerable.Range(0, 50).Select(i => Frame(H264, H264Units[0], day - 1000 + (i * 40), isKey: true, composition: 80)));

        var frames = Demux(stream).Results.ConvertAll(static r => r.Frame!);

        Assert.All(frames.Zip(frames.Skip(1)), static pair => Assert.Equal(40, (pair.Second.EncoderTime - pair.First.EncoderTime).TotalMilliseconds, 0.1));
        Assert.All(frames, static f => Assert.Equal(80, f.CompositionOffset.TotalMilliseconds, 0.1));
        frames.ForEach(static f => f.Dispose());
    }

    [Fact]
    public void Map_Changes_TracksFollow()
    {
        var muxer = new TsMuxer();
        muxer.SetTracks([H264, Aac]);
        byte[] stream =
        [
            .. Mux([Frame(H264, H264Units[0], 0, isKey: true), Frame(Aac, AacPayload(1), 0)], muxer),
            .. Mux([Frame(H265, H265Units[0], 40, isKey: true), Frame(Aac, AacPayload(2), 40)], muxer),
        ];

        var (results, _) = Demux(stream);

        Assert.Equal([MediaCodec.H264, MediaCodec.Aac, MediaCodec.H265, MediaCodec.Aac], results.Select(static r => r.Frame!.Track.Codec));
        Assert.Equal([true, true, true, false], results.Select(static r => r.Track is not null));
        Assert.All(results, static r => Assert.Equal(0, r.Frame!.Track.Id));
        Describe(results);
    }

    [Theory]
    [InlineData(1, 0x80)] // transport_error_indicator
    [InlineData(3, 0x80)] // scrambled
    public void Packets_MarkedAsUnreadable_AreCounted(int offset, byte bit)
    {
        var stream = Mux(Movie(pictures: 2));
        stream[(5 * 188) + offset] |= bit;

        Assert.Equal(1, Demux(stream).Demuxer.DamagedPackets);
    }

    [Fact]
    public void Units_Endless_AreDroppedAtTheLimit()
    {
        var pool = new TrackingBufferPool();
        var demuxer = new TsDemuxer(pool);
        demuxer.Write(Tables(H264));
        var packet = new byte[188];
        var counter = 0;
        for (var sent = 0; sent < TsElementaryStream.MaxVideoPesLength + 1000; sent += 184)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet, 0x47000010u | (sent == 0 ? 0x400000u : 0) | (VideoPid << 8) | (uint)(counter++ & 15));
            if (sent == 0)
            {
                ((ReadOnlySpan<byte>)[0, 0, 1, 0xE0, 0, 0, 0x80, 0x80, 5, 0x21, 0, 1, 0, 1]).CopyTo(packet.AsSpan(4));
            }

            demuxer.Write(packet);
        }

        Assert.True(demuxer.TryRead(out var result));
        Assert.Equal(TsDropReason.TooLong, result.DropReason);
        demuxer.Dispose();
        pool.AssertAllReturned();
    }

    [Fact]
    public void Opus_OfEveryLength_ComesBack()
    {
        var payloads = Enumerable.Range(1, 800).Select(static i => (byte[])[0xFC, .. new byte[i - 1]]).ToList();

        var (results, _) = Demux(Mux(payloads.Select(static (p, i) => Frame(Opus, p, i * 20))));

        Assert.Equal(payloads.Select(static p => p.Length), results.Select(static r => r.Frame!.Length));
        Describe(results);
    }

    private static (TrackInfo Track, List<byte[]> Payloads) Sample(string name) => name switch
    {
        "H264" => (H264, [.. H264Units]),
        "H265" => (H265, [.. H265Units]),
        "Aac" => (Aac, [.. Enumerable.Range(0, 30).Select(AacPayload)]),
        "AacMono8k" => (AacMono8k, [.. Enumerable.Range(0, 30).Select(AacPayload)]),
        "Opus" => (Opus, [.. Enumerable.Range(0, 30).Select(static i => (byte[])[0xFC, .. AacPayload(i)])]),
        "Klv" => (Klv, [[1, 2, 3], new byte[1000]]),
        _ => (Id3, [[.. "ID3"u8, 4, 0, 0, 0, 0, 0, 0]]),
    };

    /// <summary>A picture without delimiter and parameter sets, which go into the configuration.</summary>
    private static string Strip(TrackInfo track, byte[] payload)
    {
        if (track.Kind != MediaKind.Video)
        {
            return Convert.ToHexString(payload);
        }

        var kept = new List<byte>();
        for (var at = 0; at < payload.Length;)
        {
            var length = 4 + BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(at));
            var type = track.Codec == MediaCodec.H264 ? payload[at + 4] & 31 : (payload[at + 4] >> 1) & 63;
            if (!(track.Codec == MediaCodec.H264 ? type is 7 or 8 or 9 : type is 32 or 33 or 34 or 35))
            {
                kept.AddRange(payload.AsSpan(at, length));
            }

            at += length;
        }

        return Convert.ToHexString([.. kept]);
    }

    private static byte[] Tables(TrackInfo track)
    {
        var muxer = new TsMuxer();
        muxer.SetTracks([track]);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        muxer.WriteTables(output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Adts(int length)
    {
        length += 7;
        return [0xFF, 0xF1, 0x50, (byte)(0x80 | (length >> 11)), (byte)(length >> 3), (byte)((length << 5) | 0x1F), 0xFC];
    }

    private static byte[] Codecs264Sets()
    {
        var config = H264.Config.ToArray();
        var sps = config.AsSpan(8, (config[6] << 8) | config[7]).ToArray();
        var pps = config.AsSpan(11 + sps.Length, (config[9 + sps.Length] << 8) | config[10 + sps.Length]).ToArray();
        return [0, 0, 0, (byte)sps.Length, .. sps, 0, 0, 0, (byte)pps.Length, .. pps];
    }

    private static byte[] AnnexB(byte[] units)
    {
        var bytes = (byte[])units.Clone();
        for (var at = 0; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), 1);
            at += 4 + length;
        }

        return bytes;
    }

    /// <summary>Packets written the plain way.</summary>
    private sealed class TestPackets
    {
        private readonly List<byte> _bytes = [];
        private readonly Dictionary<int, int> _counters = [];

        public byte[] Bytes => [.. _bytes];

        public void Pes(int pid, byte streamId, byte[] data, long? pts)
        {
            byte[] time = pts is { } t ? [(byte)(0x21 | ((t >> 29) & 0x0E)), (byte)(t >> 22), (byte)((t >> 14) | 1), (byte)(t >> 7), (byte)((t << 1) | 1)] : [];
            var length = 3 + time.Length + data.Length;
            byte[] pes = [0, 0, 1, streamId, (byte)(length >> 8), (byte)length, 0x80, (byte)(pts is null ? 0 : 0x80), (byte)time.Length, .. time, .. data];
            for (var at = 0; at < pes.Length; at += 184)
            {
                var part = pes[at..Math.Min(at + 184, pes.Length)];
                var counter = _counters.GetValueOrDefault(pid);
                _counters[pid] = (counter + 1) & 15;
                var stuffing = 184 - part.Length;
                _bytes.AddRange([0x47, (byte)((at == 0 ? 0x40 : 0) | (pid >> 8)), (byte)pid, (byte)((stuffing > 0 ? 0x30 : 0x10) | counter)]);
                _bytes.AddRange(stuffing == 0 ? [] : stuffing == 1 ? [0] : [(byte)(stuffing - 1), 0, .. Enumerable.Repeat((byte)0xFF, stuffing - 2)]);
                _bytes.AddRange(part);
            }
        }
    }
}
