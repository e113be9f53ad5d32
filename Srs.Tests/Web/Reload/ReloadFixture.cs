using System.Text;
using System.Text.Json;
using Srs.Tests.TestSupport;
using Srs.Web.Reload;

namespace Srs.Tests.Web.Reload;

/// <summary>A server that was started with a configuration file of SRS, which tests change.</summary>
internal sealed class ReloadFixture : IAsyncDisposable
{
    private const string Http = "listen 1935; daemon off; http_server { enabled on; listen 8080; } http_api { enabled on; listen 1985; raw_api { enabled on; allow_reload on; } }\n";
    private const string Vhost = "vhost __defaultVhost__ { http_remux { enabled on; mount [vhost]/[app]/[stream].flv; } }\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("srs-reload").FullName;
    private string[] _settings = [];
    private SrsTestServer? _server;
    private HttpClient? _client;

    public SrsTestServer Server => _server!;

    public HttpClient Client => _client!;

    public Reloader Reloader => Server.Get<Reloader>();

    public RunningOptions Running => Server.Get<RunningOptions>();

    public string PersistFile => Path.Combine(_folder, "api.json");

    /// <summary>Starts a server; its default virtual host is on.</summary>
    /// <param name="more">What the file says besides.</param>
    /// <param name="settings">Settings that no reload changes.</param>
    public static async Task<ReloadFixture> StartAsync(string more = "", params string[] settings)
    {
        var fixture = new ReloadFixture { _settings = settings };
        fixture.Write(more);
        await fixture.StartServerAsync();
        return fixture;
    }

    /// <summary>Changes the file, all but what every server needs.</summary>
    public void Write(string more, string vhost = Vhost) => File.WriteAllText(Path.Combine(_folder, "srs.conf"), Http + vhost + more);

    /// <summary>As another process would.</summary>
    public async Task RestartAsync()
    {
        await StopServerAsync();
        await StartServerAsync();
    }

    public async Task<(int Status, JsonElement Answer)> SendAsync(HttpMethod method, string path, string? body = null, string? type = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type ?? "application/json");
        }

        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken).WithinLimitAsync();
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return ((int)response.StatusCode, document.RootElement.Clone());
    }

    public async ValueTask DisposeAsync()
    {
        await StopServerAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartServerAsync()
    {
        _server = await SrsTestServer.StartWithFileAsync(Path.Combine(_folder, "srs.conf"), [$"Srs:HttpApi:PersistFile={PersistFile}", "Srs:Pid=", .. _settings]);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_server.ApiPort}") };
    }

    private async Task StopServerAsync()
    {
        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
