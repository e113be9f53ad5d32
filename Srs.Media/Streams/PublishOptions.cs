namespace Srs.Media.Streams;

/// <summary>How streams are published to a virtual host; section <c>Publish</c>.</summary>
public sealed record PublishOptions
{
    /// <summary>Longest wait for the first media after a publish was accepted. Default 20 s, as SRS.</summary>
    public TimeSpan FirstPktTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest gap in the media of a running publisher. Default 5 s, as SRS.</summary>
    public TimeSpan NormalTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a publisher without viewers may go on before it is ended; 0 for ever. Default 0.</summary>
    public TimeSpan KickoffForIdle { get; init; }

    /// <summary>Accepted: what has arrived is always read at once here. Default false.</summary>
    public bool Mr { get; init; }

    /// <summary>Accepted, likewise. Default 350 ms, as SRS.</summary>
    public TimeSpan MrLatency { get; init; } = TimeSpan.FromMilliseconds(350);

    /// <summary>Accepted: sequence parameter sets are always read here. Default true.</summary>
    public bool ParseSps { get; init; } = true;

    /// <summary>Accepted: both forms of H.264 are always told apart here. Default true.</summary>
    public bool TryAnnexbFirst { get; init; } = true;

    /// <summary>What happens when a stream that has a publisher is published again. Default refuse, as SRS.</summary>
    public OnBusy OnBusy { get; init; } = OnBusy.Refuse;

    /// <summary>Whether streams may be published by HTTP POST on the ports where they are played. Default true.</summary>
    public bool Http { get; init; } = true;

    /// <summary>How long viewers are kept for a publisher that went away. Default 5 s; zero ends them at once, as SRS.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);
}
