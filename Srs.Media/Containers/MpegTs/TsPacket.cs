namespace Srs.Media.Containers.MpegTs;

/// <summary>Numbers of the transport packet.</summary>
/// <remarks>
/// ISO/IEC 13818-1 §2.4.3.2, table 2-2:
/// <code>
/// | sync 0x47 | error 1 + unit start 1 + priority 1 + PID 13 | scrambling 2 + adaptation 1 + payload 1 + continuity 4 |
/// | { adaptation field: length 8 | flags 8 | { PCR 48 } | ... stuffing } | { payload } |
/// </code>
/// </remarks>
public static class TsPacket
{
    /// <summary>Bytes of a packet.</summary>
    public const int Length = 188;

    /// <summary>First byte of a packet.</summary>
    public const byte Sync = 0x47;

    /// <summary>Bytes before the adaptation field or the payload.</summary>
    public const int HeaderLength = 4;

    /// <summary>PID of the program association table.</summary>
    public const int PatPid = 0;

    /// <summary>PID of packets that mean nothing.</summary>
    public const int NullPid = 0x1FFF;

    /// <summary>Number of PIDs.</summary>
    public const int PidCount = 0x2000;

    /// <summary>Ticks per second of PTS, DTS and the base of the PCR.</summary>
    public const int ClockRate = 90000;

    /// <summary>Where the 90 kHz clock wraps.</summary>
    public const long ClockWrap = 1L << 33;

    /// <summary>Most bytes of adaptation field and payload.</summary>
    internal const int BodyLength = Length - HeaderLength;

    /// <summary>Bits of the third and fourth header byte.</summary>
    internal const int UnitStart = 0x40, HasAdaptation = 0x20, HasPayload = 0x10;

    /// <summary>Flags of the adaptation field (§2.4.3.4).</summary>
    internal const int Discontinuity = 0x80, RandomAccess = 0x40, HasPcr = 0x10;

    // 90000 / 10 000 000, in lowest terms.
    private const long TicksNumerator = 9, TicksDenominator = 1000;

    /// <summary>A time on the 90 kHz clock, wrap-around not applied.</summary>
    internal static long ToClock(TimeSpan time)
    {
        var half = time.Ticks < 0 ? -TicksDenominator / 2 : TicksDenominator / 2;
        return ((time.Ticks * TicksNumerator) + half) / TicksDenominator;
    }

    /// <summary>A time of the 90 kHz clock, wrap-around undone.</summary>
    internal static TimeSpan ToTimeSpan(long clock) => new(((clock * TicksDenominator) + (TicksNumerator / 2)) / TicksNumerator);
}
