using System.Text.Json.Serialization;

namespace Srs.Web.Api.Dto;

/// <summary>What every successful answer begins with.</summary>
internal abstract record ApiEnvelope
{
    /// <summary>0; an answer with another number has no other fields.</summary>
    /// <example>0</example>
    [JsonPropertyOrder(-4)]
    public int Code { get; init; }

    /// <summary>Id of the server.</summary>
    /// <example>vid-0k3m9xq</example>
    [JsonPropertyOrder(-3)]
    public string Server { get; init; } = "";

    /// <summary>Id of this run of the server, new at each start.</summary>
    /// <example>6f6l91rt</example>
    [JsonPropertyOrder(-2)]
    public string Service { get; init; } = "";

    /// <summary>Process id as text.</summary>
    /// <example>29458</example>
    [JsonPropertyOrder(-1)]
    public string Pid { get; init; } = "";
}
