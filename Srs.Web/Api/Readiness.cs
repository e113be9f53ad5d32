namespace Srs.Web.Api;

/// <summary>Whether the listeners are up; set by the composition root, read by <c>/readyz</c>. Thread-safe.</summary>
internal sealed class Readiness
{
    private volatile bool _isReady;

    /// <summary>True from the moment all listeners are up until the server begins to stop.</summary>
    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }
}
