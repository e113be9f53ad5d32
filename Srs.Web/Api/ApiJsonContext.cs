using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Srs.Web.Api.Dto;

namespace Srs.Web.Api;

/// <summary>Everything that the API writes and reads.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiIndexResponse))]
[JsonSerializable(typeof(V1IndexResponse))]
[JsonSerializable(typeof(VersionsResponse))]
[JsonSerializable(typeof(SummariesResponse))]
[JsonSerializable(typeof(VhostsResponse))]
[JsonSerializable(typeof(VhostResponse))]
[JsonSerializable(typeof(StreamsResponse))]
[JsonSerializable(typeof(StreamResponse))]
[JsonSerializable(typeof(ClientsResponse))]
[JsonSerializable(typeof(ClientResponse))]
[JsonSerializable(typeof(EmptyResponse))]
[JsonSerializable(typeof(FailureResponse))]
[JsonSerializable(typeof(ReconnectRequest))]
[JsonSerializable(typeof(CallbacksResponse))]
[JsonSerializable(typeof(RawResponse))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ConfigResponse))]
[JsonSerializable(typeof(ConfigValidateResponse))]
[JsonSerializable(typeof(ConfigDiffResponse))]
[JsonSerializable(typeof(ConfigChangeResponse))]
[JsonSerializable(typeof(ConfigHistoryResponse))]
[JsonSerializable(typeof(RevocationRequest))]
[JsonSerializable(typeof(RevocationResponse))]
[JsonSerializable(typeof(RevocationsResponse))]
[JsonSerializable(typeof(RtcApiRequest))]
[JsonSerializable(typeof(RtcApiResponse))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
