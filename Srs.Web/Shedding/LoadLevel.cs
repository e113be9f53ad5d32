namespace Srs.Web.Shedding;

/// <summary>How busy the server's processors are, by the thresholds of <see cref="Configuration.CircuitBreakerOptions"/>.</summary>
internal enum LoadLevel
{
    /// <summary>Everything is done.</summary>
    Normal,

    /// <summary>Busy; said, and nothing else.</summary>
    High,

    /// <summary>Nobody new may watch.</summary>
    Critical,

    /// <summary>Nobody new may publish either, and work that nobody waits for is left undone.</summary>
    Dying,
}
