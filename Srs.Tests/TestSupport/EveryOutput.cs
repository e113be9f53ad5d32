using Srs.Media.Protocols.Dash;
using Srs.Media.Protocols.Hls;
using Srs.Media.Streams;

namespace Srs.Tests.TestSupport;

/// <summary>A server whose virtual hosts have one setting of HLS each, with one encoder that publishes to all of them. Disposing it ends both.</summary>
internal sealed class EveryOutput : IAsyncDisposable
{
    /// <summary>HLS in transport streams, DASH, and the live formats.</summary>
    public const string Plain = VhostTable.DefaultName;

    /// <summary>HLS in fragmented MP4.</summary>
    public const string Fmp4 = "fmp4.test";

    /// <summary>Encrypted HLS.</summary>
    public const string Keys = "keys.test";

    /// <summary>Encrypted HLS in fragmented MP4.</summary>
    public const string Fmp4Keys = "fmp4keys.test";

    /// <summary>A stream of two renditions, <see cref="Movie"/>.</summary>
    public const string Renditions = "renditions.test";

    public const string Stream = "livestream";

    public const string Movie = "movie";

    private static readonly string[] Vhosts = [Plain, Fmp4, Keys, Fmp4Keys];
    private static readonly string[] Members = [Movie + "_a", Movie + "_b"];

    private static readonly string[] Settings =
    [
        "Srs:DefaultVhost:Hls:HlsFragment=1s",
        .. new[] { "Hls:HlsUseFmp4=true", "Hls:HlsFragment=1s" }.Select(static setting => $"Srs:Vhosts:{Fmp4}:{setting}"),
        .. new[] { "Hls:HlsKeys=true", "Hls:HlsFragmentsPerKey=2", "Hls:HlsFragment=1s" }.Select(static setting => $"Srs:Vhosts:{Keys}:{setting}"),
        .. new[] { "Hls:HlsUseFmp4=true", "Hls:HlsKeys=true", "Hls:HlsFragment=1s" }.Select(static setting => $"Srs:Vhosts:{Fmp4Keys}:{setting}"),
        .. new[] { "Renditions:Suffixes=_a _b", "Hls:HlsFragment=1s" }.Select(static setting => $"Srs:Vhosts:{Renditions}:{setting}"),
    ];

    private RunningTool? _publisher;

    private EveryOutput(SrsTestServer server) => Server = server;

    public SrsTestServer Server { get; }

    /// <summary>Seconds of media that have been cut, over all publishers.</summary>
    public double Seconds => (Server.Get<DashService>().Find(KeyOf(Plain, Stream))?.NextNumber ?? 1) * 2 - 2;

    /// <summary>Starts the server and the encoder, and waits until there is something in each output.</summary>
    /// <param name="settings">More settings.</param>
    public static async Task<EveryOutput> StartAsync(params string[] settings)
    {
        var outputs = new EveryOutput(await SrsTestServer.StartAsync([.. Settings, .. settings]));
        await outputs.PublishAsync();
        await Wait.UntilAsync(
            () => Vhosts.Select(static vhost => KeyOf(vhost, Stream)).Concat(Members.Select(static member => KeyOf(Renditions, member)))
                .All(key => outputs.Server.Get<HlsService>().Find(key) is { ListedSegments: >= 2 } && outputs.Server.Get<DashService>().Find(key) is { IsListed: true }),
            "segments");
        return outputs;
    }

    /// <summary>Address by HTTP.</summary>
    /// <param name="vhost">The virtual host.</param>
    /// <param name="name">The stream with an extension.</param>
    public string Url(string vhost, string name) => $"http://127.0.0.1:{Server.HttpPort}/live/{name}{(vhost == Plain ? "" : "?vhost=" + vhost)}";

    /// <summary>Address by RTMP.</summary>
    public string Rtmp(string vhost, string stream) => $"rtmp://127.0.0.1:{Server.RtmpPort}/live?vhost={vhost}/{stream}";

    /// <summary>Ends the encoder and starts another in its place.</summary>
    public async Task RestartAsync()
    {
        await _publisher!.DisposeAsync();
        await PublishAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _publisher!.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static StreamKey KeyOf(string vhost, string stream) => new(vhost, "live", stream);

    private async Task PublishAsync()
    {
        _publisher = RunningTool.PublishToAll([.. Vhosts.Select(vhost => Rtmp(vhost, Stream)), .. Members.Select(member => Rtmp(Renditions, member))]);
        await Wait.UntilAsync(() => Server.Describe(Stream) is { PublisherId: not null }, "the publisher");
    }
}
