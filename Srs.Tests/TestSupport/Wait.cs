namespace Srs.Tests.TestSupport;

/// <summary>Waits for what other threads bring about, with one generous limit for all.</summary>
public static class Wait
{
    /// <summary>Longest wait for anything that is about to happen.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Waits until the condition holds.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="limit">Longest wait where that is longer than usual.</param>
    /// <exception cref="TimeoutException">It did not.</exception>
    public static async Task UntilAsync(Func<bool> condition, string what = "a condition", TimeSpan? limit = null)
    {
        var deadline = DateTime.UtcNow + (limit ?? Limit);
        while (!condition())
        {
            if (DateTime.UtcNow > deadline)
            {
                throw new TimeoutException($"Waited in vain for {what}");
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for a task.</summary>
    /// <exception cref="TimeoutException">It did not complete.</exception>
    public static Task WithinLimitAsync(this Task task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    /// <summary>Waits for a task's result.</summary>
    /// <exception cref="TimeoutException">It did not complete.</exception>
    public static Task<T> WithinLimitAsync<T>(this Task<T> task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);
}
