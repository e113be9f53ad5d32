using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Playwright;
using Srs.Media.Frames;
using Srs.Media.Protocols.Hls;
using Srs.Tests.Containers.Mp4;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Several audio and video tracks of one publisher, through the whole server to players of others.</summary>
internal static class MultitrackRun
{
    public const int SampleRate = 8000;
    public const int FirstTone = 440;
    public const int SecondTone = 1000;

    /// <summary>Tells the tone that a page plays, in hertz.</summary>
    public const string Listen = """
        probe.listen = () => {
            const audio = new AudioContext();
            const analyser = audio.createAnalyser();
            analyser.fftSize = 8192;
            audio.createMediaElementSource(probe.video).connect(analyser);
            probe.tone = () => {
                const bins = new Float32Array(analyser.frequencyBinCount);
                analyser.getFloatFrequencyData(bins);
                return bins.indexOf(Math.max(...bins)) * audio.sampleRate / analyser.fftSize;
            };
        };
        probe.listen();
        """;

    public const string StartHls = """
        async ([url, lowLatencyMode]) => {
            const Hls = (await import('/vendor/hls/hls.mjs')).default;
            const video = document.createElement('video');
            document.body.append(video);
            const hls = new Hls({ enableWorker: false, lowLatencyMode });
            const probe = window.probe = { hls, video, faults: [] };
            probe.sounds = () => hls.audioTracks.map(track => `${track.lang} ${track.name}`);
            probe.choose = index => { hls.audioTrack = index; };
            hls.on(Hls.Events.ERROR, (_, data) => probe.faults.push(`${data.details} ${data.fatal ? 'fatal' : ''} ${data.error?.message ?? ''}`));
            hls.loadSource(url);
            hls.attachMedia(video);
            LISTEN
            await video.play();
        }
        """;

    public const string StartDash = """
        async ([url]) => {
            const { MediaPlayer } = await import('/vendor/dash/dash.mediaplayer.min.js');
            const video = document.createElement('video');
            document.body.append(video);
            const player = MediaPlayer().create();
            const probe = window.probe = { player, video, faults: [] };
            probe.sounds = () => player.getTracksFor('audio').map(track => `${track.lang} ${track.labels[0]?.text}`);
            probe.choose = index => player.setCurrentTrack(player.getTracksFor('audio')[index]);
            player.on(MediaPlayer.events.ERROR, event => probe.faults.push(`fatal ${event.error.code} ${event.error.message}`));
            player.updateSettings({ debug: { logLevel: 0 } });
            LISTEN
            player.initialize(video, url, true);
        }
        """;

    public const string State = "() => JSON.stringify({ time: probe.video.currentTime, sounds: probe.sounds(), tone: probe.tone(), faults: probe.faults })";

    public static readonly PageWaitForFunctionOptions Patience = new() { Timeout = 90_000 };

    public static readonly string[] Languages = ["en", "fr"];

    public static async Task ComeLateAsync(string start, string name, bool isLowLatency, int soundsLater)
    {
        await using var server = await StartServerAsync();
        await using var publisher = await PublishAsync(server, silent: 1);
        await UntilListedAsync(server, "movie");
        await using var browser = await TestBrowser.OpenAsync();
        var page = await OpenAsync(browser, server, start, name, isLowLatency);
        await WaitAsync(page, "() => probe.video.currentTime > 0");

        publisher.Show(MediaKind.Audio, 1);
        await UntilListedAsync(server, "movie~a1");

        await PlayOnAsync(page, 8);
        await WaitAsync(page, ToneIs(FirstTone));
        await AssertNotFatalAsync(page);
        var later = await OpenAsync(browser, server, start, name, isLowLatency);
        await WaitAsync(later, $"() => probe.video.currentTime > 0 && probe.sounds().length === {soundsLater}");
    }

    public static async Task RestartAsync(string start, string name, bool isLowLatency)
    {
        await using var server = await StartServerAsync();
        var publisher = await PublishAsync(server, silent: null);
        await UntilListedAsync(server, "movie");
        await UntilListedAsync(server, "movie~a1");
        await using var browser = await TestBrowser.OpenAsync();
        var page = await OpenAsync(browser, server, start, name, isLowLatency);
        await WaitAsync(page, "() => probe.video.currentTime > 0 && probe.sounds().length === 2");
        await page.EvaluateAsync("() => probe.choose(1)");
        await WaitAsync(page, ToneIs(SecondTone));

        await publisher.DisposeAsync();
        await using var next = await PublishAsync(server, silent: null);

        await PlayOnAsync(page, 10);
        await WaitAsync(page, ToneIs(SecondTone));
        await AssertNotFatalAsync(page);
    }

    public static async Task HearAsync(MultitrackForm form, MediaCodec second, string[] names, params string[] settings)
    {
        await using var server = await StartServerAsync(settings);
        await using var publisher = await MultitrackPublisher.StartAsync(
            server, "movie", form, Languages, silent: null, await MakeVideoAsync(), await MakeSoundAsync(MediaCodec.Aac, FirstTone), await MakeSoundAsync(second, SecondTone));
        await UntilListedAsync(server, "movie");
        await UntilListedAsync(server, "movie~a1");

        foreach (var name in names)
        {
            var result = await ExternalTool.RunAsync("ffprobe", ["-v", "error", "-show_entries", "stream=index,codec_type", "-of", "csv=p=0", Url(server, name)]);

            // Streams are told once more for their program.
            var streams = result.AssertSucceeded().OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Trim(',', '\r')).Distinct().ToList();
            Assert.True(streams.Count(static kind => kind.EndsWith("audio", StringComparison.Ordinal)) == 2 && streams.Count == 3, $"{name}: {string.Join(' ', streams)}");
            await AssertBothAsync(Url(server, name));
        }
    }

    public static async Task PlayAsync(string start, string name, bool isLowLatency, params string[] settings)
    {
        await using var server = await StartServerAsync(settings);
        await using var publisher = await PublishAsync(server, silent: null);
        await UntilListedAsync(server, "movie");
        await UntilListedAsync(server, "movie~a1");
        await using var browser = await TestBrowser.OpenAsync();
        var page = await OpenAsync(browser, server, start, name, isLowLatency);
        await WaitAsync(page, "() => probe.video.currentTime > 0 && probe.sounds().length === 2");
        Assert.Equal("en Sound en,fr Sound fr", await page.EvaluateAsync<string>("() => probe.sounds().join()"));

        foreach (var (index, tone) in new[] { (0, FirstTone), (1, SecondTone), (0, FirstTone) })
        {
            await page.EvaluateAsync("index => probe.choose(index)", index);
            await WaitAsync(page, ToneIs(tone));
            await PlayOnAsync(page, 3);
        }

        await AssertNotFatalAsync(page);
    }

    public static async Task<IPage> OpenAsync(IBrowserContext browser, SrsTestServer server, string start, string name, bool isLowLatency)
    {
        var (page, _) = await TestBrowser.NewPageAsync(browser);
        await page.GotoAsync($"http://127.0.0.1:{server.HttpPort}/players/");
        await page.EvaluateAsync(start.Replace("LISTEN", Listen, StringComparison.Ordinal), new object[] { $"/live/{name}", isLowLatency });
        return page;
    }

    public static string ToneIs(int tone) => string.Create(CultureInfo.InvariantCulture, $"() => Math.abs(probe.tone() - {tone}) < 60");

    public static async Task PlayOnAsync(IPage page, double seconds)
    {
        var time = await page.EvaluateAsync<double>("() => probe.video.currentTime");
        await WaitAsync(page, string.Create(CultureInfo.InvariantCulture, $"() => probe.video.currentTime >= {time + seconds}"));
    }

    public static async Task AssertNotFatalAsync(IPage page)
    {
        var state = await page.EvaluateAsync<string>(State);
        TestContext.Current.TestOutputHelper?.WriteLine(state);
        Assert.DoesNotContain("fatal", state, StringComparison.Ordinal);
    }

    public static async Task WaitAsync(IPage page, string condition)
    {
        try
        {
            await page.WaitForFunctionAsync(condition, null, Patience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The player does not get to {condition}: {await page.EvaluateAsync<string>(State)}", exception);
        }
    }

    /// <summary>Players order audio tracks as they like.</summary>
    public static async Task AssertBothAsync(string address)
    {
        var tones = new HashSet<int> { await MeasureAsync(address, 0), await MeasureAsync(address, 1) };
        Assert.True(tones.SetEquals([FirstTone, SecondTone]), $"{address}: {string.Join(' ', tones)}");
    }

    /// <summary>Finds the tone of an audio stream, rounded to the nearest that is played here.</summary>
    public static async Task<int> MeasureAsync(string address, int stream)
    {
        var result = await ExternalTool.RunAsync(
            "ffmpeg", ["-v", "error", "-i", address, "-map", $"0:a:{stream}", "-t", "3", "-ac", "1", "-ar", SampleRate.ToString(CultureInfo.InvariantCulture), "-f", "s16le", "-"]);
        var samples = MemoryMarshal.Cast<byte, short>(result.AssertSucceeded().Output).ToArray();
        Assert.True(samples.Length > SampleRate, $"{address} has {samples.Length} samples in stream {stream}.");
        var crossings = samples.Zip(samples.Skip(1)).Count(static pair => pair.First < 0 && pair.Second >= 0);
        var tone = crossings * (double)SampleRate / samples.Length;
        return new[] { FirstTone, SecondTone }.FirstOrDefault(known => Math.Abs(tone / known - 1) < 0.1, (int)tone);
    }

    /// <summary>Publishes a picture and two tones.</summary>
    public static async Task<MultitrackPublisher> PublishAsync(SrsTestServer server, int? silent) => await MultitrackPublisher.StartAsync(
        server, "movie", MultitrackForm.OneTrack, Languages, silent, await MakeVideoAsync(), await MakeSoundAsync(MediaCodec.Aac, FirstTone), await MakeSoundAsync(MediaCodec.Aac, SecondTone));

    public static Task<SrsTestServer> StartServerAsync(params string[] settings) =>
        SrsTestServer.StartAsync(["Srs:DefaultVhost:Hls:HlsFragment=1s", "Srs:DefaultVhost:Dash:DashFragment=1s", .. settings]);

    public static Task<EncodedTrack> MakeVideoAsync(params string[] options) =>
        EncodedTrack.VideoAsync(MediaCodec.H264, ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "30", .. options]);

    public static Task<EncodedTrack> MakeSoundAsync(MediaCodec codec, int tone) => EncodedTrack.AudioAsync(
        codec, "-af", string.Create(CultureInfo.InvariantCulture, $"aeval=0.3*sin({tone}*2*PI*t):c=same"), "-c:a", codec == MediaCodec.Opus ? "libopus" : "aac");

    public static Task UntilListedAsync(SrsTestServer server, string stream) =>
        Wait.UntilAsync(() => server.Get<HlsService>().Find(HlsFixture.Key with { Stream = stream }) is { ListedSegments: >= 3 }, $"the segments of {stream}");

    public static string Url(SrsTestServer server, string name) => $"http://127.0.0.1:{server.HttpPort}/live/{name}";
}
