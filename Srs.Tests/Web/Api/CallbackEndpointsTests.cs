using Microsoft.Extensions.DependencyInjection;
using Srs.Web.Callbacks;

namespace Srs.Tests.Web.Api;

public sealed class CallbackEndpointsTests : ApiServerTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 21, 8, 30, 0, 123, TimeSpan.Zero);

    [Fact]
    public async Task GetCallbacks_NoneMade_IsEmpty() =>
        Assert.Equal(Server.Envelope + ",\"callbacks\":[]}", await Server.GetAsync("/api/v1/callbacks"));

    [Fact]
    public async Task GetCallbacks_SomeMade_TellsThem()
    {
        var history = Server.Services.GetRequiredService<CallbackHistory>();
        history.Of("a.b", "on_play").AddDropped();
        var record = history.Of("__defaultVhost__", "on_publish");
        record.Add(new CallbackDelivery(Time, "8p398922", "http://127.0.0.1:8085/x?…", 1, TimeSpan.FromMilliseconds(3.214), new CallbackResult(CallbackOutcome.Ok, 200)));
        record.Add(new CallbackDelivery(Time, "5b354445", "http://127.0.0.1:8085/x", 1, TimeSpan.FromSeconds(30), new CallbackResult(CallbackOutcome.BadAnswer, 200, "No.")));

        const string Failure = """{"time":"2026-11-21T08:30:00.123Z","client_id":"5b354445","url":"http://127.0.0.1:8085/x","attempt":1,"outcome":"bad_answer","status":200,"duration_ms":30000.00,"error":"No."}""";
        Assert.Equal(
            Server.Envelope + ",\"callbacks\":["
            + """{"vhost":"__defaultVhost__","event":"on_publish","accepted":1,"failed":1,"dropped":0,"queued":0,"deliveries":["""
            + Failure + ","
            + """{"time":"2026-11-21T08:30:00.123Z","client_id":"8p398922","url":"http://127.0.0.1:8085/x?\u2026","attempt":1,"outcome":"ok","status":200,"duration_ms":3.21,"error":""}],"failures":["""
            + Failure + "]},"
            + """{"vhost":"a.b","event":"on_play","accepted":0,"failed":0,"dropped":1,"queued":0,"deliveries":[],"failures":[]}]}""",
            await Server.GetAsync("/api/v1/callbacks"));
    }

    [Fact]
    public void Record_Many_KeepsTheNewestAndTheFailures()
    {
        var record = new CallbackRecord("v", "on_play");
        for (var i = 0; i < 1000; i++)
        {
            var outcome = i == 3 ? CallbackOutcome.Timeout : CallbackOutcome.Ok;
            record.Add(new CallbackDelivery(Time, $"{i}", "", 1, TimeSpan.Zero, new CallbackResult(outcome)));
        }

        var (accepted, failed, _, newest, failures) = record.Describe();
        Assert.Equal((999, 1, CallbackRecord.Kept, "999"), (accepted, failed, newest.Length, newest[0].ClientId));
        Assert.Equal("3", Assert.Single(failures).ClientId);
    }
}
