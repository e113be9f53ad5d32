using Srs.Media.Streams;
using Srs.Tests.TestSupport;
using Srs.Tests.Web.Api;
using Srs.Web.Configuration;
using Srs.Web.Logging;
using Srs.Web.Reload;

namespace Srs.Tests.Web.Logging;

public sealed class SessionReportTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly LogCollector _log = new();
    private readonly SessionRegistry _sessions = new();

    [Fact]
    public void OnTick_TimeIsUp_TellsOfOneOfEachKindAndTheNextOneThen()
    {
        var report = Make(TimeSpan.FromSeconds(10));
        var stream = new StreamKey(VhostTable.DefaultName, "live", "livestream");
        foreach (var info in new[] { SampleSessions.Player("b", stream), SampleSessions.Player("a", stream), SampleSessions.Publisher("p", stream) })
        {
            _sessions.Add(new FakeSession { Id = info.Id, Info = info });
        }

        _sessions.Add(new FakeSession());
        Tick(report, 9);
        Assert.Empty(_log.Lines);
        Tick(report, 1);

        Assert.Equal(
            [
                "Session a (flv-play) of /live/livestream after 15 s: 2 kbit/s in, 1000 kbit/s out, 4 frames dropped; one of 2.",
                "Session p (fmle-publish) of /live/livestream after 20 s: 0 kbit/s in, 0 kbit/s out, 0 frames dropped; one of 1.",
            ],
            _log.Lines.Select(static line => line.Text).Order(StringComparer.Ordinal));
        Tick(report, 10);
        Tick(report, 10);
        Assert.Equal(["a", "b", "a"], _log.Lines.Select(static line => line.Text.Split(' ')[1]).Where(static id => id != "p"));
    }

    [Fact]
    public void OnTick_ZeroOrNobody_TellsNothing()
    {
        Tick(Make(TimeSpan.FromSeconds(1)), 5);
        _sessions.Add(new FakeSession { Info = SampleSessions.Player("a", new StreamKey(VhostTable.DefaultName, "live", "livestream")) });
        Tick(Make(TimeSpan.Zero), 100);

        Assert.Empty(_log.Lines);
    }

    public void Dispose() => _log.Dispose();

    private SessionReport Make(TimeSpan interval) =>
        new(new RunningOptions(new SrsOptions { PithyPrintMs = interval }), _sessions, _clock, _log.CreateLogger<SessionReport>());

    private void Tick(SessionReport report, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            report.OnTick();
        }
    }
}
