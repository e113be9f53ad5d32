using System.Globalization;
using Srs.Web.Api.Dto;
using Srs.Web.Callbacks;

namespace Srs.Web.Api;

/// <summary>What became of the callbacks; SRS has no such route.</summary>
internal static class CallbackEndpoints
{
    private const string Route = "/api/v1/callbacks";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Route, GetCallbacks).WithTags("Callbacks");
        routes.MapOtherMethods(Route);
    }

    /// <summary>The last calls to callback servers, and how many there were, by virtual host and event.</summary>
    /// <remarks>The last 20 of each, and the last 20 failures. Addresses are shown without user, password and query.</remarks>
    /// <param name="server">This server.</param>
    /// <param name="history">The calls.</param>
    /// <param name="provider">Knows the queues, where there are any.</param>
    public static ApiResult<CallbacksResponse> GetCallbacks(ServerIdentity server, CallbackHistory history, IServiceProvider provider)
    {
        var notifier = provider.GetService<CallbackNotifier>();
        return server.Sign(new CallbacksResponse
        {
            Callbacks = [.. history.Records.Select(record => Describe(record, notifier?.CountOf(record.Vhost) ?? 0))],
        });
    }

    private static ApiCallback Describe(CallbackRecord record, int queued)
    {
        var (accepted, failed, dropped, newest, failures) = record.Describe();
        return new ApiCallback
        {
            Vhost = record.Vhost,
            Event = record.Name,
            Accepted = accepted,
            Failed = failed,
            Dropped = dropped,
            Queued = queued,
            Deliveries = [.. newest.Select(Describe)],
            Failures = [.. failures.Select(Describe)],
        };
    }

    private static ApiDelivery Describe(CallbackDelivery delivery) => new()
    {
        Time = delivery.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ClientId = delivery.ClientId,
        Url = delivery.Url,
        Attempt = delivery.Attempt,
        Outcome = CallbackResult.NameOf(delivery.Result.Outcome),
        Status = delivery.Result.Status,
        DurationMs = delivery.Duration.TotalMilliseconds,
        Error = delivery.Result.Error,
    };
}
