using System.Buffers.Binary;
using Srs.Media.Codecs.Aac;
using Srs.Media.Codecs.H265;
using Srs.Media.Codecs.Nal;
using Srs.Media.Containers.Flv;
using Srs.Media.Containers.Ivf;
using Srs.Media.Frames;
using Srs.Media.Protocols.HttpFlv;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>
/// Elementary streams of other encoders, published by the client over Enhanced RTMP to the real server, and what its players get of them:
/// bit for bit the same, and for ffmpeg the same pictures.
/// </summary>
[Trait("Category", "Interop")]
public sealed class ClientInteropTests
{
    private const int Frames = 75;
    private const int Group = 50;

    /// <summary>More than a second, after which a stream of one track is taken for complete, and less than a group.</summary>
    private const int FramesBeforeHttp = 40;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(40);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [RequiresToolFact("ffmpeg")]
    public async Task Hevc_OverEnhancedRtmp_ArrivesBitForBit()
    {
        var stream = await ElementaryMedia.MakeVideoAsync("hevc", "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:bframes=0:scenecut=0");
        var units = await ReadAnnexBAsync(stream, MediaCodec.H265);
        AssertSameCuts(await ElementaryMedia.GetPacketSizesAsync("hevc", stream), units);

        await RunAsync(
            Frames,
            async (writer, i) => await writer.WriteH265Async(units[i], i * Step, cancellationToken: Cancel),
            async got =>
            {
                var track = got.Tracks[(MediaKind.Video, 0)];
                Assert.Equal(MediaCodec.H265, track.Codec);
                AssertSameSets(await ElementaryMedia.GetConfigAsync("hevc", stream, "hvcC"), track.Config);
                var frames = got.FramesOf(MediaKind.Video);
                AssertTimes(frames);
                Assert.Equal(units.Select(static unit => Convert.ToHexString(Canonical(unit))), frames.Select(static frame => Convert.ToHexString(frame.Payload)));
                var rebuilt = ToAnnexB(track.Config, frames.Select(static frame => frame.Payload));
                Assert.Equal(await ElementaryMedia.GetFrameDigestsAsync("hevc", stream), await ElementaryMedia.GetFrameDigestsAsync("hevc", rebuilt));
            });
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Av1_OverEnhancedRtmp_ArrivesBitForBit()
    {
        var stream = await ElementaryMedia.MakeVideoAsync("ivf", "-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime", "-b:v", "300k");
        var units = await ReadIvfAsync(stream);
        Assert.Equal(await ElementaryMedia.GetPacketSizesAsync("ivf", stream), units.Select(static unit => unit.Bytes.Length));

        await RunAsync(
            Frames,
            async (writer, i) => await writer.WriteAv1Async(units[i].Bytes, units[i].Time, cancellationToken: Cancel),
            async got =>
            {
                var track = got.Tracks[(MediaKind.Video, 0)];
                Assert.Equal(MediaCodec.Av1, track.Codec);
                Assert.Equal(await ElementaryMedia.GetConfigAsync("ivf", stream, "av1C"), track.Config.ToArray());
                var frames = got.FramesOf(MediaKind.Video);
                AssertTimes(frames);
                Assert.Equal(units.Select(static unit => Convert.ToHexString(WithoutDelimiter(unit.Bytes))), frames.Select(static frame => Convert.ToHexString(frame.Payload)));
                var rebuilt = ToIvf(stream, frames.Select(static frame => frame.Payload));
                Assert.Equal(await ElementaryMedia.GetFrameDigestsAsync("ivf", stream), await ElementaryMedia.GetFrameDigestsAsync("ivf", rebuilt));
            });
    }

    [RequiresToolFact("ffmpeg")]
    public async Task TwoVideoAndTwoAudioTracks_OverEnhancedRtmp_ArriveBitForBit()
    {
        var avc = await ElementaryMedia.MakeVideoAsync("h264", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-x264-params", "aud=1:scenecut=0");
        var hevc = await ElementaryMedia.MakeVideoAsync("hevc", "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:bframes=0:scenecut=0");
        var avcUnits = await ReadAnnexBAsync(avc, MediaCodec.H264);
        var hevcUnits = await ReadAnnexBAsync(hevc, MediaCodec.H265);
        AssertSameCuts(await ElementaryMedia.GetPacketSizesAsync("h264", avc), avcUnits);
        var first = await ReadAdtsAsync(await ElementaryMedia.MakeAacAsync(440, 44100));
        var second = await ReadAdtsAsync(await ElementaryMedia.MakeAacAsync(880, 48000));

        await RunAsync(
            4 * Frames,
            async (writer, i) =>
            {
                await writer.WriteH264Async(avcUnits[i], i * Step, cancellationToken: Cancel);
                await writer.WriteH265Async(hevcUnits[i], i * Step, trackId: 1, cancellationToken: Cancel);
                await writer.WriteAdtsAsync(first[i], i * Step, cancellationToken: Cancel);
                await writer.WriteAdtsAsync(second[i], i * Step, trackId: 1, cancellationToken: Cancel);
            },
            async got =>
            {
                AssertTimes(got.FramesOf(MediaKind.Video));
                AssertTimes(got.FramesOf(MediaKind.Video, 1));
                AssertSameSets(await ElementaryMedia.GetConfigAsync("h264", avc, "avcC"), got.Tracks[(MediaKind.Video, 0)].Config);
                AssertSameSets(await ElementaryMedia.GetConfigAsync("hevc", hevc, "hvcC"), got.Tracks[(MediaKind.Video, 1)].Config);
                Assert.Equal([44100, 48000], [got.Tracks[(MediaKind.Audio, 0)].Audio!.SampleRate, got.Tracks[(MediaKind.Audio, 1)].Audio!.SampleRate]);
                AssertPayloads(hevcUnits.Select(Canonical), got.FramesOf(MediaKind.Video, 1));
                AssertPayloads(avcUnits.Select(Canonical264), got.FramesOf(MediaKind.Video));
                AssertPayloads(first.Take(Frames).Select(static frame => frame[7..]), got.FramesOf(MediaKind.Audio));
                AssertPayloads(second.Take(Frames).Select(static frame => frame[7..]), got.FramesOf(MediaKind.Audio, 1));
            },
            overHttp: false);
    }

    /// <summary>Publishes, plays over RTMP and over HTTP-FLV, and lets the assertions see what each got.</summary>
    private static async Task RunAsync(
        int expected, Func<FlvAccessUnitWriter, int, Task> write, Func<TagCollector, Task> assert, bool overHttp = true)
    {
        await using var server = await SrsTestServer.StartAsync();
        var url = $"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream";
        await using var publisher = await RtmpClient.ConnectAsync(url, new RtmpClientOptions { CloseTimeout = Wait.Limit }, Cancel);
        await publisher.PublishAsync(Cancel);
        await using var player = await RtmpClient.ConnectAsync(url, cancellationToken: Cancel);
        await player.PlayAsync(Cancel);
        var writer = new FlvAccessUnitWriter(publisher.WriteAsync);
        using var overRtmp = new TagCollector();
        var playing = overRtmp.CollectAsync(player.ReadAsync, expected);

        // The answer to an HTTP player waits until the stream has told its tracks; then it begins with the group that has begun.
        using var overFlv = new TagCollector();
        var connecting = HttpFlvClient.ConnectAsync($"http://127.0.0.1:{server.HttpPort}/live/livestream.flv", cancellationToken: Cancel);
        for (var i = 0; i < FramesBeforeHttp; i++)
        {
            await write(writer, i);
        }

        await using var http = await connecting;
        var fetching = overHttp ? overFlv.CollectAsync(http.ReadAsync, expected) : Task.CompletedTask;
        for (var i = FramesBeforeHttp; i < Frames; i++)
        {
            await write(writer, i);
        }

        await publisher.DisposeAsync();
        await Task.WhenAll(playing, fetching).WithinLimitAsync();
        await assert(overRtmp);
        if (overHttp)
        {
            await assert(overFlv);
        }
    }

    /// <summary>ffmpeg's parsers leave the zero byte of a start code of four bytes to one access unit or the other.</summary>
    private static void AssertSameCuts(List<int> sizes, List<byte[]> units)
    {
        Assert.Equal(sizes.Count, units.Count);
        var (theirs, ours) = (0, 0);
        foreach (var (size, unit) in sizes.Zip(units))
        {
            theirs += size;
            ours += unit.Length;
            Assert.InRange(theirs - ours, 0, 1);
        }
    }

    private static void AssertTimes(List<(TimeSpan Dts, TimeSpan Pts, bool IsKey, byte[] Payload)> frames)
    {
        Assert.Equal(Enumerable.Range(0, Frames).Select(static i => i * Step), frames.Select(static frame => frame.Dts));
        Assert.All(frames, static frame => Assert.Equal(frame.Dts, frame.Pts));
        Assert.Equal([0, Group], Enumerable.Range(0, Frames).Where(i => frames[i].IsKey));
    }

    private static void AssertPayloads(
        IEnumerable<byte[]> sent, List<(TimeSpan Dts, TimeSpan Pts, bool IsKey, byte[] Payload)> received) =>
        Assert.Equal(sent.Select(Convert.ToHexString), received.Select(static frame => Convert.ToHexString(frame.Payload)));

    /// <summary>All parameter sets of ffmpeg's record are in ours, and the fields before them are the same but for what ffmpeg measures.</summary>
    private static void AssertSameSets(byte[] expected, ReadOnlyMemory<byte> actual)
    {
        if (HevcDecoderConfigurationRecord.TryRead(expected, out var theirs))
        {
            Assert.True(HevcDecoderConfigurationRecord.TryRead(actual, out var ours));
            Assert.Equal(theirs.General, ours.General);
            Assert.Equal(
                (theirs.ChromaFormat, theirs.LumaBitDepth, theirs.ChromaBitDepth, theirs.LengthSize),
                (ours.ChromaFormat, ours.LumaBitDepth, ours.ChromaBitDepth, ours.LengthSize));
            foreach (var type in (int[])[HevcNalUnit.Vps, HevcNalUnit.Sps, HevcNalUnit.Pps])
            {
                Assert.Equal(Sets(theirs, type), Sets(ours, type));
            }

            return;
        }

        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(actual.Span));
    }

    private static List<string> Sets(HevcDecoderConfigurationRecord record, int type) =>
        [.. record.Arrays.Where(array => array.NalUnitType == type).SelectMany(static array => array.Units).Select(static unit => Convert.ToHexString(unit.Span))];

    private static async Task<List<byte[]>> ReadAnnexBAsync(byte[] stream, MediaCodec codec)
    {
        var units = new List<byte[]>();
        var reader = new AnnexBReader(new MemoryStream(stream), codec);
        while (await reader.ReadAsync(Cancel) is { } unit)
        {
            using (unit)
            {
                units.Add(unit.Span.ToArray());
            }
        }

        Assert.Equal(stream, units.SelectMany(static unit => unit));
        return units;
    }

    private static async Task<List<(byte[] Bytes, TimeSpan Time)>> ReadIvfAsync(byte[] stream)
    {
        var units = new List<(byte[], TimeSpan)>();
        var reader = new IvfReader(new MemoryStream(stream));
        while (await reader.ReadAsync(Cancel) is { Frame: { } frame } read)
        {
            using (frame)
            {
                units.Add((frame.Span.ToArray(), read.Time));
            }
        }

        return units;
    }

    private static async Task<List<byte[]>> ReadAdtsAsync(byte[] stream)
    {
        var frames = new List<byte[]>();
        var reader = new AdtsReader(new MemoryStream(stream));
        while (await reader.ReadAsync(Cancel) is { } frame)
        {
            using (frame)
            {
                frames.Add(frame.Span.ToArray());
            }
        }

        Assert.Equal(stream, frames.SelectMany(static frame => frame));
        return frames;
    }

    /// <summary>The NAL units that are to arrive: no delimiters, no parameter sets; made without the code under test.</summary>
    private static byte[] Canonical(byte[] unit) => Canonical(unit, static nal => (nal[0] >> 1) is >= 32 and <= 35);

    private static byte[] Canonical264(byte[] unit) => Canonical(unit, static nal => (nal[0] & 31) is >= 7 and <= 9);

    private static byte[] Canonical(byte[] unit, Predicate<byte[]> isLeftOut)
    {
        var output = new List<byte>();
        foreach (var part in Split(unit))
        {
            if (!isLeftOut(part))
            {
                var length = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
                output.AddRange([.. length, .. part]);
            }
        }

        return [.. output];
    }

    private static List<byte[]> Split(byte[] unit)
    {
        var starts = Enumerable.Range(0, unit.Length - 3).Where(i => unit[i] == 0 && unit[i + 1] == 0 && unit[i + 2] == 1).ToList();
        return
        [
            .. starts.Select((start, i) =>
            {
                var end = i + 1 < starts.Count ? starts[i + 1] : unit.Length;
                while (unit[end - 1] == 0)
                {
                    end--;
                }

                return unit[(start + 3)..end];
            }),
        ];
    }

    private static byte[] WithoutDelimiter(byte[] unit)
    {
        Assert.Equal([0x12, 0x00], unit[..2]);
        return unit[2..];
    }

    private static byte[] ToAnnexB(ReadOnlyMemory<byte> config, IEnumerable<byte[]> frames)
    {
        Assert.True(HevcDecoderConfigurationRecord.TryRead(config, out var record));
        var output = new List<byte>();
        foreach (var set in record.Arrays.SelectMany(static array => array.Units))
        {
            output.AddRange([0, 0, 0, 1, .. set.Span]);
        }

        foreach (var frame in frames)
        {
            for (var at = 0; at < frame.Length;)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(at));
                output.AddRange([0, 0, 0, 1, .. frame.AsSpan(at + 4, length)]);
                at += 4 + length;
            }
        }

        return [.. output];
    }

    private static byte[] ToIvf(byte[] original, IEnumerable<byte[]> frames)
    {
        var output = new List<byte>(original[..32]);
        var number = 0L;
        foreach (var frame in frames)
        {
            var header = new byte[12];
            BinaryPrimitives.WriteInt32LittleEndian(header, frame.Length + 2);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(4), number++);
            output.AddRange([.. header, 0x12, 0x00, .. frame]);
        }

        return [.. output];
    }
}
