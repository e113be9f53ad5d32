using Srs.Media.Protocols.Rtc.Ice;

namespace Srs.Tests.TestSupport.Rtc;

/// <summary>What becomes of the datagrams of one direction; shares are 0 to 1 and independent of each other.</summary>
internal sealed record Impairment
{
    /// <summary>Nothing happens to them.</summary>
    public static Impairment None { get; } = new();

    /// <summary>Share that is lost.</summary>
    public double Loss { get; init; }

    /// <summary>Share that comes twice, the second time a little later.</summary>
    public double Duplication { get; init; }

    /// <summary>Share that is overtaken by what is sent up to 20 ms after it.</summary>
    public double Reordering { get; init; }

    /// <summary>Share of which one byte is changed.</summary>
    public double Corruption { get; init; }

    /// <summary>How late everything comes.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Which protocols this happens to; the others pass at once. Null for all.</summary>
    public IReadOnlyList<PacketKind>? Kinds { get; init; }
}
