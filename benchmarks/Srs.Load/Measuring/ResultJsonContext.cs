using System.Text.Json.Serialization;

namespace Srs.Load.Measuring;

/// <summary>The results as JSON, one object a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlayResult))]
internal sealed partial class ResultJsonContext : JsonSerializerContext;
