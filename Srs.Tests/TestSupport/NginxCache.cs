using System.Diagnostics;
using System.Text.RegularExpressions;
using Srs.Tests.Architecture;
using Srs.Tests.Segments;

namespace Srs.Tests.TestSupport;

/// <summary>nginx with the configuration of <c>docs/hls.md</c>, but for its folder and the ports, in front of a server.</summary>
internal sealed partial class NginxCache : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    private NginxCache()
    {
    }

    public int Port { get; } = LoopbackPort.Free();

    /// <summary>What it was asked for, one line each: what the cache made of it, the server that was asked or <c>-</c>, the path with its query.</summary>
    public IReadOnlyList<string> Requests => File.Exists(Log) ? ReadLog() : [];

    private string Log => _folder.Combine("access.log");

    /// <summary>Starts nginx and waits until it listens.</summary>
    /// <param name="httpPort">Port of the server.</param>
    public static async Task<NginxCache> StartAsync(int httpPort)
    {
        var nginx = new NginxCache();
        try
        {
            await nginx.RunAsync(httpPort);
            return nginx;
        }
        catch
        {
            await nginx.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
            {
                // Its workers, too.
                _process.Kill(entireProcessTree: true);
            }

            await _process.WaitForExitAsync().WaitAsync(Wait.Limit);
            _process.Dispose();
        }

        _folder.Dispose();
    }

    private async Task RunAsync(int httpPort)
    {
        var documented = Block().Match(await File.ReadAllTextAsync(Path.Combine(RepositoryFiles.Root, "docs/hls.md"), TestContext.Current.CancellationToken)).Groups[1].Value;
        var site = Replace(documented, "/var/cache/nginx", _folder.Combine("cache"));
        site = Replace(site, "listen 80;", $"listen 127.0.0.1:{Port};");
        site = Replace(site, "server 127.0.0.1:8080;", $"server 127.0.0.1:{httpPort};");
        Directory.CreateDirectory(_folder.Combine("cache"));
        var temporary = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name => $"{name}_temp_path {_folder.Combine(name)};\n"));
        var file = _folder.Combine("nginx.conf");
        await File.WriteAllTextAsync(
            file,
            $$"""
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            daemon off;
            worker_processes 1;
            pid {{_folder.Combine("nginx.pid")}};
            error_log {{_folder.Combine("error.log")}};
            events { }
            http {
            {{temporary}}
            log_format asked '$upstream_cache_status $upstream_addr $request_uri';
            access_log {{Log}} asked;
            {{site}}
            }
            """,
            TestContext.Current.CancellationToken);
        _process = Process.Start(new ProcessStartInfo("nginx", ["-p", _folder.FullName, "-e", _folder.Combine("error.log"), "-c", file]) { UseShellExecute = false })!;
        await Wait.UntilAsync(() => _process.HasExited || !LoopbackPort.IsRefused(Port), "nginx");
        Assert.False(_process.HasExited, $"nginx does not start: {File.ReadAllText(_folder.Combine("error.log"))}");
    }

    private static string Replace(string text, string old, string replacement)
    {
        Assert.Contains(old, text, StringComparison.Ordinal);
        return text.Replace(old, replacement, StringComparison.Ordinal);
    }

    /// <summary>The whole lines of the log, which nginx goes on writing to.</summary>
    private string[] ReadLog()
    {
        using var file = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Split('\n')[..^1];
    }

    [GeneratedRegex("```nginx\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
