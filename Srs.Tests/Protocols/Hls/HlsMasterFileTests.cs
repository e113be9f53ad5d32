using System.Xml.Linq;
using Srs.Media.Configuration;
using Srs.Media.Frames;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Hls;

/// <summary>Master playlists and manifests of several renditions or audio tracks in folders of files.</summary>
public sealed class HlsMasterFileTests : IDisposable
{
    private static readonly XNamespace Ns = "urn:mpeg:dash:schema:mpd:2011";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_TwoSounds_HaveAMasterPlaylistAndOneManifest()
    {
        await using var hls = new HlsFixture(new HlsOptions { HlsPath = _folder.FullName }, dash: new DashOptions { DashPath = _folder.FullName });
        var second = HlsFixture.Audio with { Id = 1 };
        await PublishAsync(hls, second);

        var master = await ReadUntilAsync("live/test.master.m3u8", "~a1");
        Assert.Equal(["test~a1.m3u8", "test.m3u8"], Uris(master));
        Assert.All(Uris(master), uri => Assert.Contains(".ts\n", File.ReadAllText(Full("live/" + uri)), StringComparison.Ordinal));

        var manifest = XDocument.Parse(await ReadUntilAsync("live/test.mpd", "test~a1/")).Root!;
        Assert.Empty(manifest.Elements(Ns + "BaseURL"));
        Assert.Equal(["video", "audio", "audio"], manifest.Descendants(Ns + "AdaptationSet").Select(static set => (string)set.Attribute("contentType")!));
        Assert.Equal(["main", "alternate"], manifest.Descendants(Ns + "Role").Select(static role => (string)role.Attribute("value")!));
        Assert.Equal(["test/", "test/", "test~a1/"], manifest.Descendants(Ns + "BaseURL").Select(static url => url.Value));
        foreach (var representation in manifest.Descendants(Ns + "Representation"))
        {
            var template = representation.Element(Ns + "SegmentTemplate")!;
            Assert.True(File.Exists(Full("live/" + representation.Element(Ns + "BaseURL")!.Value + (string)template.Attribute("initialization")!)));
        }

        hls.StopPublisher();
        await Wait.UntilAsync(
            () =>
            {
                // What was cut last is still on its way to the disk, and the time without a publisher begins after that.
                hls.Tick(300);
                return !File.Exists(Full("live/test.master.m3u8")) && !File.Exists(Full("live/test.mpd"));
            },
            "the end of the files");
    }

    [Fact]
    public async Task Files_Renditions_HaveAMasterPlaylistWhereNamesAreInFoldersOfTheirOwn()
    {
        await using var fixture = new RenditionFixture(
            new DashOptions { DashPath = _folder.FullName, DashMpdFile = "[app]/[stream]/all.mpd" }, new HlsOptions { HlsPath = _folder.FullName, HlsM3u8File = "[app]/[stream]/list.m3u8" });
        fixture.StartLow();
        fixture.Publish(7);

        var master = await ReadUntilAsync("live/test/list.master.m3u8", "test_low");
        Assert.Equal(["../test_high/list.m3u8", "../test_low/list.m3u8"], Uris(master));
        var manifest = XDocument.Parse(await ReadUntilAsync("live/test/all.mpd", "test_low"));
        Assert.Contains("../test_low/test_low/", manifest.Descendants(Ns + "BaseURL").Select(static url => url.Value));
    }

    [Fact]
    public async Task Files_OneStreamAlone_HaveNoMasterPlaylist()
    {
        await using var hls = new HlsFixture(new HlsOptions { HlsPath = _folder.FullName });
        await PublishAsync(hls, second: null);

        Assert.True(File.Exists(Full("live/test.m3u8")));
        Assert.Empty(Directory.GetFiles(_folder.FullName, "*master*", SearchOption.AllDirectories));
    }

    private static async Task PublishAsync(HlsFixture hls, TrackInfo? second)
    {
        hls.StartPublisher(HlsFixture.Video, HlsFixture.Audio);
        if (second is not null)
        {
            hls.Lease!.Announce(second);
            await Wait.UntilAsync(() => hls.Hls.Find(HlsFixture.Key with { Stream = "test~a1" }) is not null, "the track");
        }

        for (var i = 0; i < 201; i++)
        {
            hls.Send(HlsFixture.Video, i % 50 == 0, 40);
            foreach (var sound in new[] { HlsFixture.Audio, second }.OfType<TrackInfo>())
            {
                hls.Send(sound, isKey: true, 20);
            }

            hls.Step(40);
        }

        await hls.UntilListedAsync(second is null ? 4 : 8);
    }

    private static IEnumerable<string> Uris(string master) => master.Split('\n').Select(static line =>
        line.StartsWith('#') ? (line.Split("URI=\"") is [_, var uri] ? uri.TrimEnd('"') : "") : line).Where(static uri => uri.Length > 0);

    private string Full(string path) => _folder.Combine(path);

    private async Task<string> ReadUntilAsync(string path, string part)
    {
        await Wait.UntilAsync(() => File.Exists(Full(path)) && File.ReadAllText(Full(path)).Contains(part, StringComparison.Ordinal), path);
        return await File.ReadAllTextAsync(Full(path), TestContext.Current.CancellationToken);
    }
}
