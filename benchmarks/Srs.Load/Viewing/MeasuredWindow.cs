namespace Srs.Load.Viewing;

/// <summary>The time in which stalls and delays count.</summary>
internal sealed class MeasuredWindow
{
    private long _start = long.MaxValue;
    private long _end = long.MaxValue;

    /// <summary>Time of <see cref="CaptureStamp.Now"/> when it began.</summary>
    public long Start => Volatile.Read(ref _start);

    /// <summary>Time when it ended.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>From its beginning to its end.</summary>
    public TimeSpan Length => TimeSpan.FromMicroseconds((End - Start) / 1000);

    /// <summary>Begins it.</summary>
    public void Open() => Volatile.Write(ref _start, CaptureStamp.Now);

    /// <summary>Ends it.</summary>
    public void Close() => Volatile.Write(ref _end, CaptureStamp.Now);

    /// <summary>Whether <paramref name="time"/> is within.</summary>
    public bool Holds(long time) => time >= Start && time <= End;
}
