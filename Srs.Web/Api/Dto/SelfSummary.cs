using System.Text.Json.Serialization;

namespace Srs.Web.Api.Dto;

/// <summary>The load of the server's process.</summary>
internal sealed record SelfSummary
{
    /// <summary>Version of SRS whose API is spoken.</summary>
    /// <example>7.0.18</example>
    public required string Version { get; init; }

    /// <summary>Process id.</summary>
    /// <example>29458</example>
    public required int Pid { get; init; }

    /// <summary>Process id of the parent.</summary>
    /// <example>1</example>
    public required int Ppid { get; init; }

    /// <summary>Command line.</summary>
    /// <example>./Srs.Web -c srs.conf</example>
    public required string Argv { get; init; }

    /// <summary>Working directory.</summary>
    /// <example>/opt/srs</example>
    public required string Cwd { get; init; }

    /// <summary>Resident memory in kilobytes.</summary>
    /// <example>38388</example>
    public required long MemKbyte { get; init; }

    /// <summary>Resident memory as a fraction of the machine's.</summary>
    /// <example>0.01</example>
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double MemPercent { get; init; }

    /// <summary>Processor time as a fraction of one processor: 0.06 is 6 %.</summary>
    /// <example>0.06</example>
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double CpuPercent { get; init; }

    /// <summary>Seconds since the server started.</summary>
    /// <example>51</example>
    public required long SrsUptime { get; init; }
}
