namespace Srs.Load.Rtc;

/// <summary>What <c>whep</c> is asked to do.</summary>
internal sealed record WhepOptions
{
    private const int MostViewers = 20_000;
    private const int JoinsPerSecond = 100;

    /// <summary>How it is called.</summary>
    public const string Usage = """
        whep --url URL [options]      http://127.0.0.1:PORT/rtc/v1/whep?app=live&stream=stream; {i} in it is the number of the stream
          --viewers N                 viewers (100), each with a socket of its own
          --streams K                 streams that {i} goes round (1)
          --seconds S                 length of the measured window (10)
          --ramp S                    time in which they join (100 a second)
          --warmup S                  pause between the last join and the window (2)
          --probes N                  viewers that open every packet and measure delays (8)
          --threads T                 receiving threads (1)
          --sweep-ms M                pause between two sweeps of these (10)
          --stall-ms M                time without a packet that is a stall (1000)
          --timeout S                 longest wait for an answer or the first packet (10)
          --packet-delays             measure the delay of each stamped packet, as whip sends them, and not of whole pictures
          --transport-cc              offer transport-wide sequence numbers
          --gro                       let the kernel join datagrams on their way in, so that the server's sends are not cut
          --handshakes                join only, wait for no packet, and leave
          --pid P                     server to account: processor time, memory
          --server NAME --cell NAME   copied to the result; what report groups by
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

    /// <summary>Viewers that open every packet.</summary>
    public required int Probes { get; init; }

    /// <summary>Receiving threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Pause between two sweeps.</summary>
    public required TimeSpan Sweep { get; init; }

    /// <summary>Time without a packet that is a stall.</summary>
    public required TimeSpan Stall { get; init; }

    /// <summary>Longest wait for an answer or the first packet.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Whether delays are those of packets.</summary>
    public required bool MeasuresPackets { get; init; }

    /// <summary>Whether transport-wide sequence numbers are offered.</summary>
    public required bool HasTransportSequence { get; init; }

    /// <summary>Whether the kernel may join datagrams on their way in.</summary>
    public required bool JoinsDatagrams { get; init; }

    /// <summary>Whether they only join.</summary>
    public required bool IsHandshakesOnly { get; init; }

    /// <summary>Server to account; null for none.</summary>
    public required int? Pid { get; init; }

    /// <summary>Name of the server, for the report.</summary>
    public required string Server { get; init; }

    /// <summary>Name of what is measured, for the report.</summary>
    public required string Cell { get; init; }

    /// <summary>One JSON object instead of text.</summary>
    public required bool IsJson { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="LoadException">What is wrong with it.</exception>
    public static WhepOptions Read(IReadOnlyList<string> args)
    {
        var line = new Arguments(
            args,
            ["--url", "--viewers", "--streams", "--seconds", "--ramp", "--warmup", "--probes", "--threads", "--sweep-ms", "--stall-ms", "--timeout", "--pid", "--server", "--cell"],
            ["--packet-delays", "--transport-cc", "--gro", "--handshakes", "--json"]);
        var viewers = line.Whole("--viewers", 100, 1, MostViewers);
        var streams = line.Whole("--streams", 1, 1, MostViewers);
        return new WhepOptions
        {
            Url = new LoadUrl(line.Required("--url"), streams, "http"),
            Viewers = viewers,
            Window = TimeSpan.FromSeconds(line.Number("--seconds", 10, 0.1, 86_400)),
            Ramp = TimeSpan.FromSeconds(line.Number("--ramp", Math.Max(0.2, (double)viewers / JoinsPerSecond), 0, 3600)),
            Warmup = TimeSpan.FromSeconds(line.Number("--warmup", 2, 0, 3600)),
            Probes = Math.Min(viewers, line.Whole("--probes", 8, 0, 500)),
            Threads = line.Whole("--threads", 1, 1, 64),
            Sweep = TimeSpan.FromMilliseconds(line.Number("--sweep-ms", 10, 1, 1000)),
            Stall = TimeSpan.FromMilliseconds(line.Number("--stall-ms", 1000, 50, 3_600_000)),
            Timeout = TimeSpan.FromSeconds(line.Number("--timeout", 10, 0.1, 600)),
            MeasuresPackets = line.Has("--packet-delays"),
            HasTransportSequence = line.Has("--transport-cc"),
            JoinsDatagrams = line.Has("--gro"),
            IsHandshakesOnly = line.Has("--handshakes"),
            Pid = line.Text("--pid") is null ? null : line.Whole("--pid", 0, 1, int.MaxValue),
            Server = line.Text("--server") ?? "server",
            Cell = line.Text("--cell") ?? $"whep {viewers}",
            IsJson = line.Has("--json"),
        };
    }
}
