using System.Diagnostics.CodeAnalysis;

namespace Srs.Web.Callbacks;

/// <summary>An event that nobody waits for, on its way to the addresses that are told.</summary>
/// <param name="call">What is sent.</param>
/// <param name="urls">Where to; each is told, whatever becomes of the others.</param>
/// <param name="retries">How often an address is tried again.</param>
/// <param name="keys">What it must not overtake: notifications that share a key are delivered in the order in which they came.</param>
[SuppressMessage("Design", "CA1001", Justification = "The token sources have no timer and may be cancelled afterwards.")]
internal sealed class CallbackNotification(CallbackCall call, IReadOnlyList<Uri> urls, int retries, params string[] keys)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _hurry = new();
    private readonly CancellationTokenSource _abandon = new();

    public CallbackCall Call { get; } = call;

    public IReadOnlyList<Uri> Urls { get; } = urls;

    public int Retries { get; } = retries;

    public IReadOnlyList<string> Keys { get; } = keys;

    /// <summary>Whether it is being delivered. Under the queue's lock.</summary>
    public bool IsRunning { get; set; }

    /// <summary>Whether somebody waits for it: it then gets one try, at once. Set under the queue's lock.</summary>
    public bool IsHurried { get; set; }

    /// <summary>Ends the pause between two tries, and there is no other.</summary>
    public CancellationToken Hurried => _hurry.Token;

    /// <summary>Ends the try that is being made, too.</summary>
    public CancellationToken Abandoned => _abandon.Token;

    /// <summary>Completes when it has been delivered, given up or dropped. Never fails.</summary>
    public Task Done => _done.Task;

    /// <summary>Sees to <see cref="IsHurried"/>; not under a lock, for what is cancelled goes on in here.</summary>
    public void Hurry() => _hurry.Cancel();

    /// <summary>Gives it up; not under a lock either.</summary>
    public void Abandon()
    {
        _hurry.Cancel();
        _abandon.Cancel();
    }

    /// <summary>It is over.</summary>
    public void Complete() => _done.TrySetResult();
}
