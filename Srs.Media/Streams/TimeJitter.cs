namespace Srs.Media.Streams;

/// <summary>Which times viewers see (SRS <c>time_jitter</c>).</summary>
public enum TimeJitter
{
    /// <summary>The stream's own timeline: repaired once at the entrance, beginning near zero, without jumps.</summary>
    Full,

    /// <summary>The encoder's times less the first one that the viewer gets.</summary>
    Zero,

    /// <summary>The encoder's times untouched.</summary>
    Off,
}
