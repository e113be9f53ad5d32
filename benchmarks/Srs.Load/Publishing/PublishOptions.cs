namespace Srs.Load.Publishing;

/// <summary>What <c>publish</c> is asked to do.</summary>
internal sealed record PublishOptions
{
    private const int MostStreams = 50_000;

    /// <summary>How it is called.</summary>
    public const string Usage = """
        publish --url URL --file FLV  rtmp; 127.0.0.1 only; {i} in it is the number of the stream; the file (H.264) goes round at real time
          --streams K                 streams, one connection each (1)
          --seconds S                 how long, after the last has connected; 0 until SIGINT or SIGTERM (0)
          --ramp S                    time in which they connect (500 a second)
          --gather-ms M               send what has gathered in M ms at once: cheaper with many streams (0: each message at its time)
          --timeout S                 longest wait for an answer (10)
        """;

    /// <summary>Addresses.</summary>
    public required LoadUrl Url { get; init; }

    /// <summary>FLV file.</summary>
    public required string File { get; init; }

    /// <summary>Streams.</summary>
    public required int Streams { get; init; }

    /// <summary>How long; null until it is told to stop.</summary>
    public required TimeSpan? Length { get; init; }

    /// <summary>Time in which they connect.</summary>
    public required TimeSpan Ramp { get; init; }

    /// <summary>Messages of so much time are sent at once.</summary>
    public required TimeSpan Gather { get; init; }

    /// <summary>Longest wait for an answer.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="LoadException">What is wrong with it.</exception>
    public static PublishOptions Read(IReadOnlyList<string> args)
    {
        var line = new Arguments(args, ["--url", "--file", "--streams", "--seconds", "--ramp", "--gather-ms", "--timeout"], []);
        var streams = line.Whole("--streams", 1, 1, MostStreams);
        var seconds = line.Number("--seconds", 0, 0, 86_400);
        return new PublishOptions
        {
            Url = new LoadUrl(line.Required("--url"), streams, "rtmp"),
            File = line.Required("--file"),
            Streams = streams,
            Length = seconds > 0 ? TimeSpan.FromSeconds(seconds) : null,
            Ramp = TimeSpan.FromSeconds(line.Number("--ramp", streams / 500.0, 0, 3600)),
            Gather = TimeSpan.FromMilliseconds(line.Number("--gather-ms", 0, 0, 1000)),
            Timeout = TimeSpan.FromSeconds(line.Number("--timeout", 10, 0.1, 600)),
        };
    }
}
