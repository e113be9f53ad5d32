using System.Text.Json;
using Srs.Media.Containers.Mp4;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Mp4;

/// <summary>Init segments and fragments in the Media Source Extensions of a real browser.</summary>
[Trait("Category", "Interop")]
public sealed class CmafBrowserTests
{
    /// <summary>Appends everything, tells what is buffered, and plays to the end.</summary>
    private const string Play = """
        async ({ mime, parts }) => {
            if (!MediaSource.isTypeSupported(mime)) {
                return { supported: false };
            }
            const video = document.createElement('video');
            video.muted = true;
            document.body.append(video);
            const source = new MediaSource();
            video.src = URL.createObjectURL(source);
            await new Promise(resolve => source.addEventListener('sourceopen', resolve, { once: true }));
            const buffer = source.addSourceBuffer(mime);
            for (const part of parts) {
                await new Promise((resolve, reject) => {
                    buffer.onupdateend = resolve;
                    buffer.onerror = () => reject(new Error('append failed: ' + video.error?.message));
                    buffer.appendBuffer(Uint8Array.from(atob(part), character => character.charCodeAt(0)));
                });
            }
            const ranges = [...Array(buffer.buffered.length).keys()].map(i => [buffer.buffered.start(i), buffer.buffered.end(i)]);
            source.endOfStream();
            video.currentTime = ranges[0][0];
            const ended = new Promise((resolve, reject) => {
                video.onended = resolve;
                video.onerror = () => reject(new Error(video.error.message));
            });
            await video.play();
            await ended;
            return { supported: true, ranges, width: video.videoWidth };
        }
        """;

    [RequiresToolFact("chromium")]
    public async Task H264_WithBFrames_Plays() => await AssertPlaysAsync(
        await EncodedTrack.VideoAsync(MediaCodec.H264, "-c:v", "libx264", "-preset", "veryfast", "-bf", "3"));

    [RequiresToolFact("chromium")]
    public async Task Av1_Plays() =>
        await AssertPlaysAsync(await EncodedTrack.VideoAsync(MediaCodec.Av1, "-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime"));

    [RequiresToolFact("chromium")]
    public async Task Vp9_Plays() =>
        await AssertPlaysAsync(await EncodedTrack.VideoAsync(MediaCodec.Vp9, "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"));

    [RequiresToolFact("chromium")]
    public async Task Aac_Plays() => await AssertPlaysAsync(await EncodedTrack.AudioAsync(MediaCodec.Aac, "-c:a", "aac"));

    [RequiresToolFact("chromium")]
    public async Task Opus_Plays() => await AssertPlaysAsync(await EncodedTrack.AudioAsync(MediaCodec.Opus, "-c:a", "libopus"));

    [RequiresToolFact("chromium")]
    public async Task Flac_Plays() => await AssertPlaysAsync(await EncodedTrack.AudioAsync(MediaCodec.Flac, "-c:a", "flac"));

    [RequiresToolFact("chromium")]
    public async Task TwoTracks_ThatWereCutApart_PlayFromOneSourceBuffer()
    {
        var video = await EncodedTrack.VideoAsync(MediaCodec.H264, "-c:v", "libx264", "-preset", "veryfast");
        var sound = await EncodedTrack.AudioAsync(MediaCodec.Aac, "-c:a", "aac");
        var (pictures, tones) = (CmafMaker.Describe(video.Frames[0], 1), CmafMaker.Describe(sound.Frames[0], 2));
        var fragments = CmafMaker.Cut(video.InMilliseconds(), pictures).Concat(CmafMaker.Cut(sound.InMilliseconds(), tones));

        var played = await PlayAsync(
            $"video/mp4; codecs=\"{pictures.Codecs},{tones.Codecs}\"",
            [CmafInitSegment.Create([pictures, tones]), .. fragments.OrderBy(static f => f.Start).Select(static f => f.Bytes.ToArray())]);

        AssertWhole(played);
    }

    private static async Task AssertPlaysAsync(EncodedTrack track)
    {
        var format = CmafMaker.Describe(track.Frames[0]);
        var played = await PlayAsync(
            $"{format.MimeType}; codecs=\"{format.Codecs}\"",
            [CmafInitSegment.Create(format), .. CmafMaker.Cut(track.InMilliseconds(), format).Select(static fragment => fragment.Bytes.ToArray())]);

        AssertWhole(played);
        Assert.Equal(track.Track.Video?.Width ?? 0, played.GetProperty("width").GetInt32());
    }

    private static void AssertWhole(JsonElement played)
    {
        Assert.True(played.GetProperty("supported").GetBoolean());
        var range = Assert.Single(played.GetProperty("ranges").EnumerateArray());
        Assert.Equal(2, range[0].GetDouble(), 0.15);
        Assert.Equal(4, range[1].GetDouble(), 0.15);
    }

    private static async Task<JsonElement> PlayAsync(string mime, IEnumerable<byte[]> parts)
    {
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);
        var played = await page.EvaluateAsync<JsonElement>(Play, new { mime, parts = parts.Select(Convert.ToBase64String).ToArray() });
        Assert.Empty(faults);
        return played;
    }
}
