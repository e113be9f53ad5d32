using System.Text.Json.Serialization;

namespace Srs.Web.Api.Dto;

/// <summary>What became of the callbacks.</summary>
internal sealed record CallbacksResponse : ApiEnvelope
{
    /// <summary>One item for each virtual host and event that has been called.</summary>
    public required IReadOnlyList<ApiCallback> Callbacks { get; init; }
}

/// <summary>The calls of one event of one virtual host.</summary>
internal sealed record ApiCallback
{
    /// <summary>Name of the virtual host; empty for the heartbeat, which belongs to none.</summary>
    /// <example>__defaultVhost__</example>
    public required string Vhost { get; init; }

    /// <summary>The event.</summary>
    /// <example>on_publish</example>
    public required string Event { get; init; }

    /// <summary>Calls that were accepted since the server started.</summary>
    /// <example>17</example>
    public required long Accepted { get; init; }

    /// <summary>Calls that were refused or failed, each try counted.</summary>
    /// <example>1</example>
    public required long Failed { get; init; }

    /// <summary>Notifications that were dropped unsent, because too many others were waiting.</summary>
    /// <example>0</example>
    public required long Dropped { get; init; }

    /// <summary>Notifications of the virtual host, of whatever event, that are being delivered or wait for it.</summary>
    /// <example>0</example>
    public required int Queued { get; init; }

    /// <summary>The newest calls, the last one first.</summary>
    public required IReadOnlyList<ApiDelivery> Deliveries { get; init; }

    /// <summary>The newest calls that were not accepted, the last one first.</summary>
    public required IReadOnlyList<ApiDelivery> Failures { get; init; }
}

/// <summary>One call.</summary>
internal sealed record ApiDelivery
{
    /// <summary>When it began, in UTC (ISO 8601).</summary>
    /// <example>2026-11-21T08:30:00.123Z</example>
    public required string Time { get; init; }

    /// <summary>Id of the client that it was about; empty for none.</summary>
    /// <example>8p398922</example>
    public required string ClientId { get; init; }

    /// <summary>The address, without user, password and query.</summary>
    /// <example>http://127.0.0.1:8085/api/v1/streams</example>
    public required string Url { get; init; }

    /// <summary>1, or more when it was tried again.</summary>
    /// <example>1</example>
    public required int Attempt { get; init; }

    /// <summary>How it ended: ok, refused, bad_status, bad_answer, timeout, unreachable, forbidden, bad_redirect or cancelled.</summary>
    /// <example>ok</example>
    public required string Outcome { get; init; }

    /// <summary>HTTP status of the answer; 0 without one.</summary>
    /// <example>200</example>
    public required int Status { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    /// <example>3.21</example>
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double DurationMs { get; init; }

    /// <summary>What went wrong; empty when nothing did.</summary>
    /// <example></example>
    public required string Error { get; init; }
}
