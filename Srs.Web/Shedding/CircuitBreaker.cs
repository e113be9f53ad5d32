using Srs.Media.Streams;
using Srs.Web.Configuration;

namespace Srs.Web.Shedding;

/// <summary>Decides once a second how much work is shed, so that who is there already is served well. Thread-safe.</summary>
/// <remarks>
/// A level is reached when the load has been above its threshold for its pulses in a row, and left when the load has been
/// <see cref="Margin"/> percent below the threshold for <see cref="CalmPulses"/> in a row, so that the refusals themselves do not make
/// it swing.
/// </remarks>
/// <param name="options">The thresholds.</param>
/// <param name="load">The load.</param>
/// <param name="logger">Is told of each change, once.</param>
internal sealed class CircuitBreaker(CircuitBreakerOptions options, LoadSource load, ILogger<CircuitBreaker> logger)
{
    /// <summary>How far below its threshold the load has to be for a level to be left, in percent.</summary>
    public const int Margin = 5;

    /// <summary>For how many seconds in a row.</summary>
    public const int CalmPulses = 3;

    /// <summary>By level, from <see cref="LoadLevel.High"/> on.</summary>
    private readonly (int Threshold, int Pulses)[] _steps =
    [
        (options.HighThreshold, options.HighPulse), (options.CriticalThreshold, options.CriticalPulse), (options.DyingThreshold, options.DyingPulse),
    ];

    private readonly int[] _above = new int[3];
    private int _calm;
    private int _level;
    private double _percent;
    private long _refused;

    /// <summary>Whether anything is shed at all.</summary>
    public bool IsEnabled => options.Enabled;

    /// <summary>The level now.</summary>
    public LoadLevel Level => (LoadLevel)Volatile.Read(ref _level);

    /// <summary>The load at the last tick, in percent.</summary>
    public double Percent => Volatile.Read(ref _percent);

    /// <summary>Sessions that were refused so far.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Whether a new session is refused now; counts it if so.</summary>
    /// <param name="action">What it wants.</param>
    public bool Refuses(AccessAction action)
    {
        if (Level < (action == AccessAction.Publish ? LoadLevel.Dying : LoadLevel.Critical))
        {
            return false;
        }

        Interlocked.Increment(ref _refused);
        return true;
    }

    /// <summary>Takes a sample; called once a second, by one thread at a time.</summary>
    public void OnTick()
    {
        if (!options.Enabled)
        {
            return;
        }

        var percent = load();
        Volatile.Write(ref _percent, percent);
        var reached = 0;
        for (var i = 0; i < _steps.Length; i++)
        {
            _above[i] = percent > _steps[i].Threshold ? Math.Min(_above[i] + 1, _steps[i].Pulses) : 0;
            reached = _above[i] >= _steps[i].Pulses ? i + 1 : reached;
        }

        if (reached >= _level)
        {
            _calm = 0;
            MoveTo(reached, percent);
            return;
        }

        _calm = percent <= _steps[_level - 1].Threshold - Margin ? _calm + 1 : 0;
        if (_calm == CalmPulses)
        {
            _calm = 0;
            MoveTo(Array.FindLastIndex(_steps, _level - 1, step => percent > step.Threshold - Margin) + 1, percent);
        }
    }

    private void MoveTo(int level, double percent)
    {
        var former = _level;
        Volatile.Write(ref _level, level);
        if (level > former)
        {
            logger.LoadRises(percent, (LoadLevel)level, DoneAt((LoadLevel)level));
        }
        else if (level < former)
        {
            logger.LoadFalls(percent, (LoadLevel)level, DoneAt((LoadLevel)level));
        }
    }

    private static string DoneAt(LoadLevel level) => level switch
    {
        LoadLevel.Critical => "new viewers are refused",
        LoadLevel.Dying => "new viewers and publishers are refused",
        _ => "nothing is refused",
    };
}
