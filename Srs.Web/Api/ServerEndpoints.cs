using Srs.Media.Egress;
using Srs.Media.Streams;
using Srs.Web.Api.Dto;
using Srs.Web.Hosting;
using Srs.Web.Metrics.Host;
using Srs.Web.Shedding;

namespace Srs.Web.Api;

/// <summary>Version and load of the server.</summary>
internal static class ServerEndpoints
{
    public static void MapVersions(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/versions", GetVersions).WithTags("Server");
        routes.MapOtherMethods("/api/v1/versions");
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/summaries", GetSummaries).WithTags("Server");
        routes.MapOtherMethods("/api/v1/summaries");
    }

    /// <summary>The version of SRS whose API is spoken.</summary>
    public static ApiResult<VersionsResponse> GetVersions(ServerIdentity server) => server.Sign(new VersionsResponse
    {
        Data = new VersionData
        {
            Major = ServerIdentity.Major,
            Minor = ServerIdentity.Minor,
            Revision = ServerIdentity.Revision,
            Version = ServerIdentity.SoftwareVersion,
        },
    });

    /// <summary>The load of the process and of the machine.</summary>
    /// <remarks>Measured at most once a second. Percents are fractions: 0.06 is 6 %. What the platform does not tell is 0.</remarks>
    public static ApiResult<SummariesResponse> GetSummaries(
        ServerIdentity server, SystemSampler sampler, SessionRegistry sessions, EgressPool egress, CircuitBreaker breaker, IServiceProvider services, TimeProvider clock)
    {
        return server.Sign(new SummariesResponse
        {
            Data = Summarize(server, sampler, sessions, clock),
            Egress =
            [
                .. egress.Describe().Select(static worker => new EgressSummary
                {
                    Viewers = worker.Viewers,
                    Load = worker.Load,
                    MergeMs = (int)worker.Merge.TotalMilliseconds,
                }),
            ],
            CircuitBreaker = new CircuitBreakerSummary
            {
                Enabled = breaker.IsEnabled,
                Level = breaker.Level.ToString().ToLowerInvariant(),
                Load = breaker.Percent / 100,
                Refused = breaker.Refused,
            },
            Features = services.GetService<RtcHost>()?.Describe() ?? [],
        });
    }

    /// <summary>The load, as the heartbeat tells it too.</summary>
    public static SummaryData Summarize(ServerIdentity server, SystemSampler sampler, SessionRegistry sessions, TimeProvider clock)
    {
        var sample = sampler.Sample();
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return new SummaryData
        {
            Ok = true,
            NowMs = now,
            Self = DescribeSelf(server, sample),
            System = DescribeSystem(sample, sessions, now),
        };
    }

    private static SelfSummary DescribeSelf(ServerIdentity server, SystemSample sample) => new()
    {
        Version = ServerIdentity.SoftwareVersion,
        Pid = Environment.ProcessId,
        Ppid = sample.Reading.ParentPid,
        Argv = CommandLineText.Show(Environment.GetCommandLineArgs()),
        Cwd = Environment.CurrentDirectory,
        MemKbyte = sample.Reading.ResidentKb,
        MemPercent = sample.ResidentPercent,
        CpuPercent = sample.ProcessCpuPercent,
        SrsUptime = (long)server.Uptime.TotalSeconds,
    };

    private static SystemSummary DescribeSystem(SystemSample sample, SessionRegistry sessions, long now)
    {
        var reading = sample.Reading;
        var sampleTime = sample.Time.ToUnixTimeMilliseconds();
        return new SystemSummary
        {
            CpuPercent = sample.CpuPercent,
            DiskReadKBps = sample.DiskReadKbPerSecond,
            DiskWriteKBps = sample.DiskWriteKbPerSecond,
            DiskBusyPercent = sample.DiskBusyPercent,
            MemRamKbyte = reading.Memory.TotalKb,
            MemRamPercent = reading.Memory.UsedPercent,
            MemSwapKbyte = reading.Memory.SwapKb,
            MemSwapPercent = reading.Memory.SwapUsedPercent,
            Cpus = reading.Cpu.Present,
            CpusOnline = reading.Cpu.Online,
            Uptime = reading.Load.Uptime,
            IdleTime = reading.Load.IdleTime,
            Load1Minute = reading.Load.OneMinute,
            Load5Minutes = reading.Load.FiveMinutes,
            Load15Minutes = reading.Load.FifteenMinutes,
            NetSampleTime = sampleTime,
            NetRecvBytes = reading.Network.PublicReceived,
            NetSendBytes = reading.Network.PublicSent,
            NetRecviBytes = reading.Network.PrivateReceived,
            NetSendiBytes = reading.Network.PrivateSent,
            SrsSampleTime = now,
            SrsRecvBytes = sessions.TotalReceivedBytes,
            SrsSendBytes = sessions.TotalSentBytes,
            ConnSys = reading.Sockets.Tcp + reading.Sockets.TimeWait + reading.Sockets.Udp,
            ConnSysEt = reading.Sockets.Established,
            ConnSysTw = reading.Sockets.TimeWait,
            ConnSysUdp = reading.Sockets.Udp,
            ConnSrs = sessions.Count,
        };
    }
}
