namespace Srs.Media.Egress;

/// <summary>Moves viewers from the worker that runs it to another one.</summary>
/// <param name="to">The worker that takes them.</param>
/// <param name="viewers">How many.</param>
/// <param name="onDone">Called on the giving worker's thread; returns at once.</param>
internal sealed class EgressMove(EgressWorker to, int viewers, Action onDone) : IEgressWork
{
    /// <inheritdoc/>
    public void Run(EgressWorker current)
    {
        current.Give(to, viewers);
        onDone();
    }
}
