using Srs.Media.Protocols.Hls;
using Srs.Media.Segments;
using Srs.Tests.Egress;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Hls;

public sealed class HlsPlaylistTests
{
    private readonly PoisoningMemory _memory = new();

    [Fact]
    public void Write_Segments_AsSrs() => Assert.Equal(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:4\n#EXT-X-TARGETDURATION:2\n"
        + "#EXTINF:2.000, no desc\nsample-4.ts\n#EXTINF:2.000, no desc\nsample-5.ts\n",
        new HlsPlaylist([Entry(4), Entry(5)], 2, 0).Write());

    [Fact]
    public void Write_Query_IsPutBehindEachUri()
    {
        var playlist = new HlsPlaylist([Entry(4), Entry(5) with { Uri = "http://cdn/x.ts?k=1" }], 2, 0).Write("?hls_ctx=abc&p=2");

        Assert.Contains("\nsample-4.ts?hls_ctx=abc&p=2\n", playlist, StringComparison.Ordinal);
        Assert.Contains("\nhttp://cdn/x.ts?k=1&hls_ctx=abc&p=2\n", playlist, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_DiscontinuitiesKeysAndInits_StandWhereTheyChange()
    {
        var (one, two) = (new HlsKey("k1", "k1.key"), new HlsKey("k2", "k2.key?t=1"));
        var (first, second) = (new HlsInit(0, "i", "init.mp4", default), new HlsInit(1, "j", "init-1.mp4", default));
        var text = new HlsPlaylist(
            [
                Entry(4, isDiscontinuity: true) with { Key = one, Init = first }, Entry(5) with { Key = one, Init = first },
                Entry(6) with { Key = two, Init = first }, Entry(7, isDiscontinuity: true) with { Key = two, Init = second }, Entry(8) with { Init = second },
            ],
            2,
            3).Write();

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => !line.StartsWith("#EXTINF", StringComparison.Ordinal));
        Assert.Equal(
            [
                "#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-MEDIA-SEQUENCE:4", "#EXT-X-TARGETDURATION:2", "#EXT-X-DISCONTINUITY-SEQUENCE:3",
                "#EXT-X-DISCONTINUITY", "#EXT-X-MAP:URI=\"init.mp4\"", KeyLine(one), "sample-4.ts", "sample-5.ts", KeyLine(two), "sample-6.ts",
                "#EXT-X-DISCONTINUITY", "#EXT-X-KEY:METHOD=NONE", "#EXT-X-MAP:URI=\"init-1.mp4\"", KeyLine(two), "sample-7.ts",
                "#EXT-X-KEY:METHOD=NONE", "sample-8.ts",
            ],
            lines);
    }

    [Fact]
    public void Read_WhatWasWritten_GivesTheSame()
    {
        var init = new HlsInit(0, "i", "init.mp4", default);
        var text = new HlsPlaylist([Entry(40) with { Init = init }, Entry(41, isDiscontinuity: true) with { Init = init }], 2, 0).Write();

        Assert.Equal(
            [
                new HlsPlaylistLine(40, "sample-40.ts", TimeSpan.FromSeconds(2), false, "init.mp4"),
                new HlsPlaylistLine(41, "sample-41.ts", TimeSpan.FromSeconds(2), true, "init.mp4"),
            ],
            HlsPlaylistReader.Read(text)!);
    }

    [Fact]
    public void Read_WithKeysOrNoPlaylist_IsRefused()
    {
        Assert.Null(HlsPlaylistReader.Read(new HlsPlaylist([Entry(0) with { Key = new HlsKey("k", "k") }], 2, 0).Write()));
        Assert.Null(HlsPlaylistReader.Read("<html>"));
        Assert.Null(HlsPlaylistReader.Read(""));
        Assert.Null(HlsPlaylistReader.Read("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:99999999999999999999\n#EXTINF:1,\na.ts"));
        Assert.Null(HlsPlaylistReader.Read("#EXTM3U\n#EXTINF:1e9,\na.ts"));
    }

    [Fact]
    public void Read_MutatedText_NeverFails()
    {
        var text = System.Text.Encoding.UTF8.GetBytes(new HlsPlaylist([Entry(40), Entry(41)], 2, 0).Write());
        foreach (var bytes in Mutations.Truncations(text).Concat(Mutations.Of(text, 2000)))
        {
            Assert.True(HlsPlaylistReader.Read(System.Text.Encoding.UTF8.GetString(bytes)) is null or { Count: <= 200 });
        }
    }

    private static string KeyLine(HlsKey key) => $"#EXT-X-KEY:METHOD=AES-128,URI=\"{key.Uri}\",IV=0x{Convert.ToHexString(key.Iv)}";

    private HlsEntry Entry(long sequence, bool isDiscontinuity = false)
    {
        var made = SegmentSamples.Make(_memory, sequence, default);
        var segment = new Segment
        {
            Stream = made.Stream,
            Publish = 1,
            Sequence = sequence,
            Start = made.Start,
            WallClock = made.WallClock,
            Timestamp = 0,
            Header = made.Header,
            IsDiscontinuity = isDiscontinuity,
        };
        segment.Complete(TimeSpan.FromSeconds(2));
        return new HlsEntry(segment, SegmentForm.Ts, $"live/sample-{sequence}.ts", $"sample-{sequence}.ts", null, null);
    }
}
