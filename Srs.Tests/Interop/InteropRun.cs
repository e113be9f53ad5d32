using System.Collections.Concurrent;
using System.Globalization;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Publishes every variant to one server at the same time and plays each in several ways; the tests look at what came of it.</summary>
public sealed class InteropRun : IAsyncLifetime
{
    private static readonly TimeSpan PlayTime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, object> _results = new();

    /// <summary>Programs that are missing; nothing was run then.</summary>
    public IReadOnlyList<string> Missing { get; } =
        [.. new[] { "ffmpeg", "ffprobe", "rtmpdump", "gst-launch-1.0" }.Where(static tool => !ExternalTool.IsOnPath(tool))];

    public async ValueTask InitializeAsync()
    {
        if (Missing.Count > 0)
        {
            return;
        }

        await using var server = await SrsTestServer.StartAsync();
        var publishers = InteropVariant.All.Select(variant => ExternalTool.RunAsync(
            variant.Tool, variant.Arguments.Select(argument => argument.Replace("{url}", Rtmp(server, variant.Name), StringComparison.Ordinal)))).ToList();
        var players = new List<Task>();
        foreach (var variant in InteropVariant.All)
        {
            players.Add(CollectAsync($"rtmp {variant.Name}", server, variant, () => ProbeAsync(Rtmp(server, variant.Name))));
            players.Add(CollectAsync($"flv {variant.Name}", server, variant, () => ProbeAsync($"http://127.0.0.1:{server.HttpPort}/live/{variant.Name}.flv")));
        }

        players.Add(CollectAsync("rtmpdump", server, InteropVariant.All[0], () => RecordAsync("rtmpdump", file =>
            ["-q", "--live", "-r", Rtmp(server, InteropVariant.All[0].Name), "--stop", "10", "-o", file])));
        players.Add(CollectAsync("rtmp2src", server, InteropVariant.All[0], () => RecordAsync("gst-launch-1.0", file =>
            ["-q", "rtmp2src", $"location={Rtmp(server, InteropVariant.All[0].Name)}", "num-buffers=680", "!", "filesink", $"location={file}"])));
        await Task.WhenAll(players);
        await Task.WhenAll(publishers);
        for (var i = 0; i < publishers.Count; i++)
        {
            var result = await publishers[i];
            _results[$"publish {InteropVariant.All[i].Name}"] = result.ExitCode == 0 ? "" : $"{result.ExitCode}: {result.Error}";
        }
    }

    /// <summary>What a way of playing got; fails the test when it came to nothing.</summary>
    public IReadOnlyList<Ffprobe.Packet> Packets(string name) =>
        _results[name] is Exception e ? throw new InvalidOperationException(name, e) : (IReadOnlyList<Ffprobe.Packet>)_results[name];

    /// <summary>What a publisher had to complain about.</summary>
    public string Complaint(string name) => (string)_results[$"publish {name}"];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Rtmp(SrsTestServer server, string stream) => $"rtmp://127.0.0.1:{server.RtmpPort}/live/{stream}";

    private async Task CollectAsync(string name, SrsTestServer server, InteropVariant variant, Func<Task<IReadOnlyList<Ffprobe.Packet>>> play)
    {
        try
        {
            await Wait.UntilAsync(() => HasAll(server.Describe(variant.Name), variant), $"{variant.Name} to be published");
            _results[name] = await play();
        }
        catch (Exception e)
        {
            _results[name] = e;
        }
    }

    private static bool HasAll(StreamInfo? stream, InteropVariant variant) =>
        stream is not null && stream.Headers.HasVideo == variant.Video is not null && stream.Headers.HasAudio == variant.Audio is not null
        && stream.Tracks.All(static track => track.Frames > 5);

    private static async Task<IReadOnlyList<Ffprobe.Packet>> ProbeAsync(string url)
    {
        var result = await ExternalTool.RunAsync(
            "ffprobe",
            [
                "-v", "error", "-rw_timeout", "15000000", "-of", "csv=p=0", "-show_entries", "packet=codec_type,pts,dts,size,flags",
                "-read_intervals", $"%+{PlayTime.TotalSeconds}", url,
            ]);
        return Read(result.AssertSucceeded().Output);
    }

    private static async Task<IReadOnlyList<Ffprobe.Packet>> RecordAsync(string tool, Func<string, IEnumerable<string>> arguments)
    {
        var file = Path.GetTempFileName();
        try
        {
            await ExternalTool.RunAsync(tool, arguments(file));
            return await Ffprobe.GetPacketsAsync(await File.ReadAllBytesAsync(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static List<Ffprobe.Packet> Read(byte[] csv)
    {
        var packets = new List<Ffprobe.Packet>();
        foreach (var line in System.Text.Encoding.UTF8.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(',');
            if (fields[0] is "audio" or "video")
            {
                packets.Add(new Ffprobe.Packet(
                    fields[0],
                    long.Parse(fields[1], CultureInfo.InvariantCulture),
                    long.Parse(fields[2], CultureInfo.InvariantCulture),
                    int.Parse(fields[3], CultureInfo.InvariantCulture),
                    fields[4].StartsWith('K')));
            }
        }

        return packets;
    }
}
