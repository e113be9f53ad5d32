namespace Srs.Load.Viewing;

/// <summary>What <c>play</c> is asked to do.</summary>
internal sealed record PlayOptions
{
    private const int MostViewers = 50_000;
    private const int PlainJoinsPerSecond = 1000;
    private const int EncryptedJoinsPerSecond = 200;

    /// <summary>How it is called.</summary>
    public const string Usage = """
        play --url URL [options]      rtmp, rtmps, http, https, ws, wss; 127.0.0.1 only; {i} in it is the number of the stream
          --viewers N                 viewers (100)
          --streams K                 streams that {i} goes round (1)
          --seconds S                 length of the measured window (10)
          --ramp S                    time in which they join (1000 a second, 200 with TLS)
          --warmup S                  pause between the last join and the window (2)
          --probes N                  viewers that read every message and measure delays (8)
          --threads T                 receiving threads of the others (1)
          --sweep-ms M                pause between two sweeps of these (10, and 1 for each 100 viewers from 1000 on)
          --stall-ms M                time without a byte that is a stall (1000)
          --timeout S                 longest wait for an answer or the first picture (10)
          --pid P                     server to account: processor time, memory
          --server NAME --cell NAME   copied to the result; what report groups by
          --cold                      marks the first run of a server: report takes its memory from it, and nothing else
          --json                      one JSON object instead of text
        """;

    /// <summary>Addresses.</summary>
    public required LoadUrl Url { get; init; }

    /// <summary>Viewers.</summary>
    public required int Viewers { get; init; }

    /// <summary>Length of the measured window.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>Time in which they join.</summary>
    public required TimeSpan Ramp { get; init; }

    /// <summary>Pause between the last join and the window.</summary>
    public required TimeSpan Warmup { get; init; }

    /// <summary>Viewers that read every message.</summary>
    public required int Probes { get; init; }

    /// <summary>Receiving threads of the others.</summary>
    public required int Threads { get; init; }

    /// <summary>Pause between two sweeps.</summary>
    public required TimeSpan Sweep { get; init; }

    /// <summary>Time without a byte that is a stall.</summary>
    public required TimeSpan Stall { get; init; }

    /// <summary>Longest wait for an answer or the first picture.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Server to account; null for none.</summary>
    public required int? Pid { get; init; }

    /// <summary>Name of the server, for the report.</summary>
    public required string Server { get; init; }

    /// <summary>Name of what is measured, for the report.</summary>
    public required string Cell { get; init; }

    /// <summary>Whether it is the first run of a server.</summary>
    public required bool IsCold { get; init; }

    /// <summary>One JSON object instead of text.</summary>
    public required bool IsJson { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="LoadException">What is wrong with it.</exception>
    public static PlayOptions Read(IReadOnlyList<string> args)
    {
        var line = new Arguments(
            args,
            ["--url", "--viewers", "--streams", "--seconds", "--ramp", "--warmup", "--probes", "--threads", "--sweep-ms", "--stall-ms", "--timeout", "--pid", "--server", "--cell"],
            ["--json", "--cold"]);
        var viewers = line.Whole("--viewers", 100, 1, MostViewers);
        var streams = line.Whole("--streams", 1, 1, MostViewers);
        var url = new LoadUrl(line.Required("--url"), streams, "rtmp", "rtmps", "http", "https", "ws", "wss");
        var isEncrypted = url.For(0).Scheme is "rtmps" or "https" or "wss";
        var ramp = Math.Max(0.2, (double)viewers / (isEncrypted ? EncryptedJoinsPerSecond : PlainJoinsPerSecond));
        return new PlayOptions
        {
            Url = url,
            Viewers = viewers,
            Window = TimeSpan.FromSeconds(line.Number("--seconds", 10, 0.1, 86_400)),
            Ramp = TimeSpan.FromSeconds(line.Number("--ramp", ramp, 0, 3600)),
            Warmup = TimeSpan.FromSeconds(line.Number("--warmup", 2, 0, 3600)),
            Probes = Math.Min(viewers, line.Whole("--probes", 8, 0, 500)),
            Threads = line.Whole("--threads", 1, 1, 64),
            Sweep = TimeSpan.FromMilliseconds(line.Number("--sweep-ms", Math.Max(10, viewers / 100), 1, 1000)),
            Stall = TimeSpan.FromMilliseconds(line.Number("--stall-ms", 1000, 50, 3_600_000)),
            Timeout = TimeSpan.FromSeconds(line.Number("--timeout", 10, 0.1, 600)),
            Pid = line.Text("--pid") is null ? null : line.Whole("--pid", 0, 1, int.MaxValue),
            Server = line.Text("--server") ?? "server",
            Cell = line.Text("--cell") ?? $"{url.For(0).Scheme} {viewers}",
            IsCold = line.Has("--cold"),
            IsJson = line.Has("--json"),
        };
    }
}
