using Srs.Media.Configuration;

namespace Srs.Media.Streams;

/// <summary>How the streams of a virtual host are played; section <c>Play</c>.</summary>
public sealed record PlayOptions
{
    /// <summary>Whether a viewer starts at the newest key frame instead of the next frame. Default true.</summary>
    public bool GopCache { get; init; } = true;

    /// <summary>Frames kept for a quick start; a longer group of pictures is not kept. Default 2500, as SRS.</summary>
    public int GopCacheMaxFrames { get; init; } = 2500;

    /// <summary>How far a viewer may fall behind before it jumps to the newest key frame. Default 30 s, as SRS.</summary>
    public TimeSpan QueueLength { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a viewer may take no byte at all before it is closed. Default 30 s; zero never closes it.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Which times viewers see. Default full, as SRS.</summary>
    public TimeJitter TimeJitter { get; init; } = TimeJitter.Full;

    /// <summary>Whether viewers see the encoder's absolute times, so that servers fed by one encoder agree. Default false.</summary>
    public bool Atc { get; init; }

    /// <summary>Whether an encoder may switch Atc on by <c>bravo_atc</c> in its metadata. Default false.</summary>
    [NotAvailableYet("Atc by metadata")]
    public bool AtcAuto { get; init; }

    /// <summary>Whether audio and video are put in order of time before anything else. Default false.</summary>
    public bool MixCorrect { get; init; }

    /// <summary>Whether a codec header equal to the one before it is held back. Default true; the stream is the same without it.</summary>
    public bool ReduceSequenceHeader { get; init; } = true;

    /// <summary>
    /// For how long frames are gathered before viewers get them; zero sends each picture at once. Default auto (null): zero, and 100 or
    /// 350 ms only while the machine is short of capacity.
    /// </summary>
    public TimeSpan? MwLatency { get; init; }

    /// <summary>Accepted: frames are gathered by time only here. Default 8, as SRS.</summary>
    public int MwMsgs { get; init; } = 8;

    /// <summary>Least time in milliseconds between two messages to a viewer; 0 for none. Default 0.</summary>
    [NotAvailableYet("a least time between messages")]
    public double SendMinInterval { get; init; }

    /// <summary>Whether RTMP viewers that did not announce <c>hvc1</c> get H.265 with codec id 12 instead of by FourCC. Default false.</summary>
    public bool LegacyHevc { get; init; }

    /// <summary>
    /// Whether an RTMP viewer is refused when the stream needs a FourCC that it did not announce. Default false: it gets the stream all
    /// the same, as in SRS.
    /// </summary>
    public bool StrictFourCc { get; init; }
}
