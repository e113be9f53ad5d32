namespace Srs.Load.Rtc;

/// <summary>What <c>whip</c> is asked to do.</summary>
internal sealed record WhipOptions
{
    private const int MostStreams = 1000;

    /// <summary>How it is called.</summary>
    public const string Usage = """
        whip --url URL [options]      http://127.0.0.1:PORT/rtc/v1/whip?app=live&stream=stream; {i} in it is the number of the stream
          --streams K                 streams, one peer each (1)
          --bitrate B                 pictures of each in kb/s (2000)
          --fps F                     pictures a second (30)
          --gop S                     seconds from key frame to key frame (2)
          --pace X                    send pictures at X times the bit rate, in bursts of 5 ms, as browsers do with 2.5 (0: at once)
          --seconds S                 how long; 0 until SIGINT or SIGTERM (0)
          --transport-cc              offer transport-wide sequence numbers
          --timeout S                 longest wait for an answer (10)
        """;

    /// <summary>Addresses.</summary>
    public required LoadUrl Url { get; init; }

    /// <summary>Streams.</summary>
    public required int Streams { get; init; }

    /// <summary>Bits a second of the pictures of one.</summary>
    public required double Bitrate { get; init; }

    /// <summary>Pictures a second.</summary>
    public required double FrameRate { get; init; }

    /// <summary>From key frame to key frame.</summary>
    public required TimeSpan KeyFrameInterval { get; init; }

    /// <summary>Times the bit rate at which a picture is sent; 0 for at once.</summary>
    public required double PacingFactor { get; init; }

    /// <summary>How long; null until it is told to stop.</summary>
    public required TimeSpan? Length { get; init; }

    /// <summary>Whether transport-wide sequence numbers are offered.</summary>
    public required bool HasTransportSequence { get; init; }

    /// <summary>Longest wait for an answer.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="LoadException">What is wrong with it.</exception>
    public static WhipOptions Read(IReadOnlyList<string> args)
    {
        var line = new Arguments(args, ["--url", "--streams", "--bitrate", "--fps", "--gop", "--pace", "--seconds", "--timeout"], ["--transport-cc"]);
        var streams = line.Whole("--streams", 1, 1, MostStreams);
        var seconds = line.Number("--seconds", 0, 0, 86_400);
        return new WhipOptions
        {
            Url = new LoadUrl(line.Required("--url"), streams, "http"),
            Streams = streams,
            Bitrate = line.Number("--bitrate", 2000, 10, 100_000) * 1000,
            FrameRate = line.Number("--fps", 30, 1, 240),
            KeyFrameInterval = TimeSpan.FromSeconds(line.Number("--gop", 2, 0.1, 60)),
            PacingFactor = line.Number("--pace", 0, 0, 100),
            Length = seconds > 0 ? TimeSpan.FromSeconds(seconds) : null,
            HasTransportSequence = line.Has("--transport-cc"),
            Timeout = TimeSpan.FromSeconds(line.Number("--timeout", 10, 0.1, 600)),
        };
    }
}
