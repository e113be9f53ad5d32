using System.Diagnostics.Metrics;
using Srs.Media.Diagnostics;
using Srs.Media.Egress;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Diagnostics;

public sealed class MediaMetricsTests
{
    [Fact]
    public void SentBytes_TotalFallsForAMoment_StaysWhereItWas()
    {
        var sessions = new SessionRegistry();
        using var metrics = new MediaMetrics(sessions, new StreamRegistry(TimeProvider.System, new WireMemory(1024)));
        var session = new FakeSession { SentBytes = 1000 };
        sessions.Add(session);

        var before = Read(metrics, "srs.send");
        session.SentBytes = 400;
        var dip = Read(metrics, "srs.send");
        session.SentBytes = 1500;

        Assert.Equal((1000, 1000, 1500), (before, dip, Read(metrics, "srs.send")));
    }

    private static long Read(MediaMetrics metrics, string instrument)
    {
        long value = -1;
        using var listener = new MeterListener
        {
            InstrumentPublished = (published, me) =>
            {
                if (published.Meter == metrics.Meter && published.Name == instrument)
                {
                    me.EnableMeasurementEvents(published);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, measurement, _, _) => value = measurement);
        listener.Start();
        listener.RecordObservableInstruments();
        return value;
    }
}
