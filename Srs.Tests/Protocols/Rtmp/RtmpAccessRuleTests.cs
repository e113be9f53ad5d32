using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp;

/// <summary>What a connection does while a rule thinks about it.</summary>
public sealed class RtmpAccessRuleTests
{
    [Theory]
    [InlineData("publish", "NetStream.Publish.Start")]
    [InlineData("play", "NetStream.Play.Start")]
    public async Task Rule_TakesLongerThanIdleTimeout_EndsNobody(string command, string status)
    {
        var rule = new SlowRule();
        await using var host = new RtmpTestHost(rules: rule);
        await using var client = await host.ConnectAsync();
        var id = await client.CreateStreamAsync();
        await client.CallAsync(command, 5, id, "livestream");
        await rule.Asked.Task.WithinLimitAsync();
        host.Advance(60);
        Assert.Equal(1, host.Sessions.Count);
        rule.Answer.SetResult();

        await client.ReadStatusAsync(status);
    }

    /// <summary>Lets everybody in once the test says so.</summary>
    private sealed class SlowRule : IAccessRule
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken)
        {
            Asked.SetResult();
            await Answer.Task.WaitAsync(cancellationToken);
            return null;
        }
    }
}
