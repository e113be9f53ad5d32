using System.Diagnostics;
using System.Text.RegularExpressions;
using Srs.Media.Streams;
using Srs.Tests.Web.Api;

namespace Srs.Tests.Web.Metrics;

public sealed partial class MetricsEndpointTests : ApiServerTests
{
    [Fact]
    public async Task Metrics_Always_HaveNamesTypesAndHelpOfSrs()
    {
        using var response = await Server.SendAsync(HttpMethod.Get, "/metrics");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.All(
            [
                "# HELP srs_node_uname_info Labeled system information as provided by the uname system call.\n# TYPE srs_node_uname_info gauge\nsrs_node_uname_info{",
                "# HELP srs_build_info A metric with a constant '1' value labeled by build_date, version from which SRS was built.\n# TYPE srs_build_info gauge\nsrs_build_info{",
                "# HELP srs_cpu_percent SRS cpu used percent.\n# TYPE srs_cpu_percent gauge\nsrs_cpu_percent ",
                "# HELP srs_memory SRS memory used.\n# TYPE srs_memory gauge\nsrs_memory ",
                "# HELP srs_send_bytes_total SRS total sent bytes.\n# TYPE srs_send_bytes_total counter\nsrs_send_bytes_total 0\n",
                "# HELP srs_receive_bytes_total SRS total received bytes.\n# TYPE srs_receive_bytes_total counter\nsrs_receive_bytes_total 0\n",
                "# HELP srs_streams The number of SRS concurrent streams.\n# TYPE srs_streams gauge\nsrs_streams 0\n",
                "# HELP srs_clients The number of SRS concurrent clients.\n# TYPE srs_clients gauge\nsrs_clients 0\n",
                "# HELP srs_clients_total The total counts of SRS clients.\n# TYPE srs_clients_total counter\nsrs_clients_total 0\n",
                "# HELP srs_clients_errs_total The total errors of SRS clients.\n# TYPE srs_clients_errs_total counter\nsrs_clients_errs_total 0\n",
                "# TYPE srs_dropped_frames_total counter\nsrs_dropped_frames_total 0\n",
            ],
            expected => Assert.Contains(expected, text, StringComparison.Ordinal));
        Assert.Equal(["machine", "nodename", "release", "sysname", "version"], Labels(text, "srs_node_uname_info"));
        Assert.Equal(["build_date", "code", "major", "pid", "server", "service", "version"], Labels(text, "srs_build_info"));
    }

    [Fact]
    public async Task Metrics_ClientsComeAndGo_AreCounted()
    {
        await Server.PlayAsync(Live, "aaaaaaaa");
        var leaving = await Server.PlayAsync(Live, "bbbbbbbb");
        leaving.DroppedFrames = 7;
        leaving.Jumps = 2;
        Server.Sessions.Remove(leaving, SessionEndReason.SlowConsumer);

        var text = await Server.GetAsync("/metrics");

        Assert.Contains("\nsrs_streams 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nsrs_clients 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nsrs_clients_total 2\n", text, StringComparison.Ordinal);
        Assert.Contains("\nsrs_clients_errs_total 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nsrs_send_bytes_total 2412066\n", text, StringComparison.Ordinal);
        Assert.Contains("\nsrs_receive_bytes_total 322\n", text, StringComparison.Ordinal);
        Assert.Contains("\nsrs_dropped_frames_total 7\n", text, StringComparison.Ordinal);
        Assert.Contains("\nsrs_jumps_total 2\n", text, StringComparison.Ordinal);
        Assert.Contains("\nsrs_sessions_ended_total{reason=\"slow_consumer\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nsrs_sessions_ended_total{reason=\"peer_closed\"} 0\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_ScrapedInParallel_AreAllWhole()
    {
        await Server.PlayAsync(Live);
        var alone = Names(await Server.GetAsync("/metrics"));
        Assert.Contains("srs_build_info", alone);

        var texts = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => Server.GetAsync("/metrics"))));

        Assert.All(texts, text => Assert.Equal(alone, Names(text)));
    }

    [Fact]
    [Trait("Category", "Interop")]
    public async Task Metrics_PromtoolCheck_FindsNothing()
    {
        await Server.PlayAsync(Live);
        var text = await Server.GetAsync("/metrics");

        var start = new ProcessStartInfo("promtool") { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("check");
        start.ArgumentList.Add("metrics");
        using var promtool = StartOrSkip(start);
        var complaints = promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("srs_clients 1", text, StringComparison.Ordinal);
        Assert.Equal("", await complaints + await output);
        Assert.Equal(0, promtool.ExitCode);
    }

    private static Process StartOrSkip(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("promtool is not installed (Debian package prometheus).");
            throw;
        }
    }

    private static IEnumerable<string> Labels(string text, string metric)
    {
        var line = text.Split('\n').Single(line => line.StartsWith(metric + "{", StringComparison.Ordinal));
        return Label().Matches(line).Select(static match => match.Groups[1].Value);
    }

    private static List<string> Names(string text) =>
        [.. text.Split('\n').Select(static line => line.StartsWith('#') ? line : line.Split(' ', '{')[0])];

    [GeneratedRegex("""[{,]([a-z_]+)="(?:\\.|[^"\\])*"(?=[,}])""")]
    private static partial Regex Label();
}
