namespace Srs.Web.Hosting;

/// <summary>Leaves the signals of the process to <see cref="ServerSignals"/>: the host's own lifetime would make all of them a fast stop.</summary>
internal sealed class SignalLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
