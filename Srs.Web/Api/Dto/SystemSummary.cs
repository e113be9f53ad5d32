using System.Text.Json.Serialization;

namespace Srs.Web.Api.Dto;

/// <summary>The load of the machine. Percents are fractions: 0.27 is 27 %.</summary>
internal sealed record SystemSummary
{
    /// <summary>Processor time over all processors.</summary>
    /// <example>0.27</example>
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double CpuPercent { get; init; }

    /// <summary>Kilobytes a second read from disks.</summary>
    /// <example>0</example>
    [JsonPropertyName("disk_read_KBps")]
    public required long DiskReadKBps { get; init; }

    /// <summary>Kilobytes a second written to disks.</summary>
    /// <example>61</example>
    [JsonPropertyName("disk_write_KBps")]
    public required long DiskWriteKBps { get; init; }

    /// <summary>Time in which the busiest disk was busy.</summary>
    /// <example>0.02</example>
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double DiskBusyPercent { get; init; }

    /// <summary>Memory in kilobytes.</summary>
    /// <example>24684084</example>
    public required long MemRamKbyte { get; init; }

    /// <summary>Memory in use, caches not counted.</summary>
    /// <example>0.03</example>
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double MemRamPercent { get; init; }

    /// <summary>Swap space in kilobytes.</summary>
    /// <example>0</example>
    public required long MemSwapKbyte { get; init; }

    /// <summary>Swap space in use.</summary>
    /// <example>0.00</example>
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double MemSwapPercent { get; init; }

    /// <summary>Processors that the machine has.</summary>
    /// <example>2</example>
    public required int Cpus { get; init; }

    /// <summary>Processors that are switched on.</summary>
    /// <example>2</example>
    public required int CpusOnline { get; init; }

    /// <summary>Seconds since the machine started.</summary>
    /// <example>1862.10</example>
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double Uptime { get; init; }

    /// <summary>Seconds in which processors had nothing to do, summed over processors. SRS spells it so.</summary>
    /// <example>2261.78</example>
    [JsonPropertyName("ilde_time")]
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double IdleTime { get; init; }

    /// <summary>Load average over 1 minute.</summary>
    /// <example>2.26</example>
    [JsonPropertyName("load_1m")]
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double Load1Minute { get; init; }

    /// <summary>Load average over 5 minutes.</summary>
    /// <example>1.90</example>
    [JsonPropertyName("load_5m")]
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double Load5Minutes { get; init; }

    /// <summary>Load average over 15 minutes.</summary>
    /// <example>1.38</example>
    [JsonPropertyName("load_15m")]
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double Load15Minutes { get; init; }

    /// <summary>When the network counters were read, in milliseconds since 1970.</summary>
    /// <example>1795218282144</example>
    public required long NetSampleTime { get; init; }

    /// <summary>Bytes received by network devices with a public address.</summary>
    /// <example>0</example>
    public required long NetRecvBytes { get; init; }

    /// <summary>Bytes sent by network devices with a public address.</summary>
    /// <example>0</example>
    public required long NetSendBytes { get; init; }

    /// <summary>Bytes received by all other network devices, loopback included.</summary>
    /// <example>5661746</example>
    public required long NetRecviBytes { get; init; }

    /// <summary>Bytes sent by all other network devices, loopback included.</summary>
    /// <example>5661746</example>
    public required long NetSendiBytes { get; init; }

    /// <summary>When the server's own counters were read, in milliseconds since 1970.</summary>
    /// <example>1795218288150</example>
    public required long SrsSampleTime { get; init; }

    /// <summary>Bytes that the server received from clients.</summary>
    /// <example>3219445</example>
    public required long SrsRecvBytes { get; init; }

    /// <summary>Bytes that the server sent to clients.</summary>
    /// <example>5337431</example>
    public required long SrsSendBytes { get; init; }

    /// <summary>Sockets of the machine: TCP, those in TIME_WAIT, and UDP.</summary>
    /// <example>90</example>
    public required long ConnSys { get; init; }

    /// <summary>TCP connections that are established.</summary>
    /// <example>15</example>
    public required long ConnSysEt { get; init; }

    /// <summary>TCP connections in TIME_WAIT.</summary>
    /// <example>63</example>
    public required long ConnSysTw { get; init; }

    /// <summary>UDP sockets.</summary>
    /// <example>8</example>
    public required long ConnSysUdp { get; init; }

    /// <summary>Clients of the server.</summary>
    /// <example>9</example>
    public required int ConnSrs { get; init; }
}
