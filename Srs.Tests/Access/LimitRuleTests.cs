using Srs.Media.Access;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Access;

public sealed class LimitRuleTests
{
    private readonly LimitRule _rule = new();

    [Fact]
    public async Task Admit_LimitSetOrLoweredLater_CountsWhoIsThereAndEndsNobody()
    {
        var (session, places) = (new FakeSession(), new List<IDisposable?>());
        foreach (var stream in new[] { "a", "b", "c" })
        {
            places.Add(await AdmitAsync(new LimitOptions(), AccessAction.Publish, stream, session: session));
            places.Add(await AdmitAsync(new LimitOptions { ViewersPerStream = 5 }, AccessAction.Play, stream, session: session));
        }

        Assert.Equal(1074, await CodeAsync(new LimitOptions { Connections = 6 }, AccessAction.Play, "d"));
        Assert.Equal(1074, await CodeAsync(new LimitOptions { Publishers = 2 }, AccessAction.Publish, "d"));
        Assert.Equal(1074, await CodeAsync(new LimitOptions { ViewersPerStream = 1 }, AccessAction.Play, "a"));
        Assert.Equal(0, await CodeAsync(new LimitOptions { Connections = 7, Publishers = 4, ViewersPerStream = 1 }, AccessAction.Publish, "d"));
        Assert.Empty(session.Ends);

        places.ForEach(static place => place!.Dispose());
        Assert.Equal(0, await CodeAsync(new LimitOptions { Connections = 1, Publishers = 1, ViewersPerStream = 1 }, AccessAction.Publish, "a"));
        Assert.Equal(0, await CodeAsync(new LimitOptions { Connections = 1, Publishers = 1, ViewersPerStream = 1 }, AccessAction.Play, "a"));
    }

    [Fact]
    public async Task Admit_TwoPublishersOfAStream_AreOnePublishedStream()
    {
        var limits = new LimitOptions { Publishers = 1 };
        var first = await AdmitAsync(limits, AccessAction.Publish);
        var second = await AdmitAsync(limits, AccessAction.Publish);

        first!.Dispose();
        Assert.Equal(1074, await CodeAsync(limits, AccessAction.Publish, "other"));
        second!.Dispose();
        Assert.Equal(0, await CodeAsync(limits, AccessAction.Publish, "other"));
    }

    [Fact]
    public async Task Admit_Connections_AreThoseOfTheVhostAndComeBack()
    {
        var limits = new LimitOptions { Connections = 2 };
        var first = await AdmitAsync(limits, AccessAction.Publish);
        await AdmitAsync(limits, AccessAction.Play, "other");

        Assert.Equal(1074, await CodeAsync(limits, AccessAction.Play));
        Assert.Equal(0, await CodeAsync(limits, AccessAction.Play, vhost: "other.example"));
        first!.Dispose();
        Assert.Equal(0, await CodeAsync(limits, AccessAction.Play));
    }

    [Fact]
    public async Task Admit_ViewersPerStream_AreThoseOfTheStream()
    {
        var limits = new LimitOptions { ViewersPerStream = 1 };
        var viewer = await AdmitAsync(limits, AccessAction.Play);

        Assert.Equal(1074, await CodeAsync(limits, AccessAction.Play));
        Assert.Equal(0, await CodeAsync(limits, AccessAction.Play, "other"));
        Assert.Equal(0, await CodeAsync(limits, AccessAction.Publish));
        viewer!.Dispose();
        Assert.Equal(0, await CodeAsync(limits, AccessAction.Play));
    }

    [Fact]
    public async Task Admit_Publishers_CountStreams()
    {
        var limits = new LimitOptions { Publishers = 1 };
        var publisher = await AdmitAsync(limits, AccessAction.Publish);

        Assert.Equal(1074, await CodeAsync(limits, AccessAction.Publish, "other"));
        Assert.Equal(0, await CodeAsync(limits, AccessAction.Publish));
        Assert.Equal(0, await CodeAsync(limits, AccessAction.Play, "other"));
        publisher!.Dispose();
        Assert.Equal(0, await CodeAsync(limits, AccessAction.Publish, "other"));
    }

    [Theory]
    [InlineData(125_000, false)]
    [InlineData(125_001, true)]
    public async Task OnTick_PublisherSendsFor10Seconds_IsEndedAboveTheLimit(int bytesPerSecond, bool isEnded)
    {
        var session = new FakeSession { ReceivedBytes = 10_000_000 };
        using var place = await AdmitAsync(new LimitOptions { PublisherKbps = 1000 }, AccessAction.Publish, session: session);
        for (var second = 0; second < 10; second++)
        {
            _rule.OnTick();
            Assert.Empty(session.Ends);
            session.ReceivedBytes += bytesPerSecond;
        }

        _rule.OnTick();
        Assert.Equal(isEnded, session.Ends is [SessionEndReason.LimitExceeded]);
    }

    [Fact]
    public async Task OnTick_BurstWithinTheAverageOrViewer_IsLeftAlone()
    {
        var limits = new LimitOptions { PublisherKbps = 1000 };
        var (publisher, viewer, gone) = (new FakeSession(), new FakeSession(), new FakeSession());
        await AdmitAsync(limits, AccessAction.Publish, session: publisher);
        await AdmitAsync(limits, AccessAction.Play, session: viewer);
        (await AdmitAsync(limits, AccessAction.Publish, "other", session: gone))!.Dispose();
        for (var second = 0; second < 30; second++)
        {
            publisher.ReceivedBytes += second % 10 == 0 ? 1_000_000 : 10_000;
            viewer.ReceivedBytes = gone.ReceivedBytes += 10_000_000;
            _rule.OnTick();
        }

        Assert.Empty(publisher.Ends);
        Assert.Empty(viewer.Ends);
        Assert.Empty(gone.Ends);
    }

    private async Task<IDisposable?> AdmitAsync(
        LimitOptions limits, AccessAction action, string stream = "livestream", string vhost = VhostTable.DefaultName, ISession? session = null) =>
        await _rule.AdmitAsync(
            AccessAttempts.Make(new VhostOptions { Limits = limits }, action, stream: stream, vhost: vhost, session: session), TestContext.Current.CancellationToken);

    private Task<int> CodeAsync(LimitOptions limits, AccessAction action, string stream = "livestream", string vhost = VhostTable.DefaultName) =>
        AccessAttempts.CodeAsync(_rule, AccessAttempts.Make(new VhostOptions { Limits = limits }, action, stream: stream, vhost: vhost));
}
