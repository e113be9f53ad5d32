using Srs.Web.Configuration.SrsConf;

namespace Srs.Tests.Web.Configuration.SrsConf;

/// <summary>Every environment variable of SRS, the odd ones too.</summary>
public sealed class EnvironmentVariablesTests
{
    [Theory]
    [InlineData("SRS_LISTEN=1935 [::]:1936", "Srs:Rtmp:Listen=1935 [::]:1936")]
    [InlineData("SRS_RTMP_LISTEN=1937", "Srs:Rtmp:Listen=1937")]
    [InlineData("SRS_CHUNK_SIZE=4096", "Srs:Rtmp:ChunkSize=4096")]
    [InlineData("SRS_RTMP_CHUNK_SIZE=4096", "Srs:Rtmp:ChunkSize=4096")]
    [InlineData("SRS_VHOST_CHUNK_SIZE=4096", "Srs:Rtmp:ChunkSize=4096|Srs:DefaultVhost:ChunkSize=4096|Srs:Vhosts:a:ChunkSize=4096")]
    [InlineData("SRS_PID=x.pid", "Srs:Pid=x.pid")]
    [InlineData("SRS_DAEMON=off", "Srs:Daemon=false")]
    [InlineData("SRS_WORK_DIR=/x", "Srs:WorkDir=/x")]
    [InlineData("SRS_LOG_TANK=console", "Srs:SrsLogTank=console")]
    [InlineData("SRS_SRS_LOG_TANK=console", "Srs:SrsLogTank=console")]
    [InlineData("SRS_LOG_LEVEL=warn", "Srs:SrsLogLevel=warn")]
    [InlineData("SRS_SRS_LOG_LEVEL=warn", "Srs:SrsLogLevel=warn")]
    [InlineData("SRS_LOG_LEVEL_V2=warn", "Srs:SrsLogLevelV2=warn")]
    [InlineData("SRS_SRS_LOG_LEVEL_V2=warn", "Srs:SrsLogLevelV2=warn")]
    [InlineData("SRS_LOG_FILE=x.log", "Srs:SrsLogFile=x.log")]
    [InlineData("SRS_SRS_LOG_FILE=x.log", "Srs:SrsLogFile=x.log")]
    [InlineData("SRS_HTTP_API_ENABLED=on", "Srs:HttpApi:Enabled=true")]
    [InlineData("SRS_HTTP_API_HTTPS_LISTEN=1990", "Srs:HttpApi:Https:Listen=1990")]
    [InlineData("SRS_HTTP_API_RAW_API_ALLOW_RELOAD=on", "Srs:HttpApi:RawApi:AllowReload=true")]
    [InlineData("SRS_HTTP_SERVER_HTTPS_ENABLED=on", "Srs:HttpServer:Https:Enabled=true")]
    [InlineData("SRS_RTMPS_CERT=a.crt", "Srs:Rtmps:Cert=a.crt")]
    [InlineData("SRS_RTSP_SERVER_LISTEN=554", "Srs:RtspServer:Listen=554")]
    [InlineData("SRS_SRT_SERVER_SEI_FILTER=off", "Srs:SrtServer:SeiFilter=false")]
    [InlineData("SRS_SRT_SERVER_PAYLOADSIZE=188", "Srs:SrtServer:Payloadsize=188")]
    [InlineData("SRS_SRT_SERVER_DEFAULT_STREAMID=#!::r=a/b", "Srs:SrtServer:DefaultStreamid=#!::r=a/b")]
    [InlineData("SRS_SRT_SERVER_DEFAULT_MODE=publish", "Srs:SrtServer:DefaultMode=publish")]
    [InlineData("SRS_RTC_SERVER_CANDIDATE=$MY_IP", "Srs:RtcServer:Candidate=10.9.8.7")]
    [InlineData("SRS_RTC_SERVER_CANDIDATE=$NOBODY", "Srs:RtcServer:Candidate=*")]
    [InlineData("SRS_RTC_SERVER_TCP_ENABLED=on", "Srs:RtcServer:Tcp:Enabled=true")]
    [InlineData("SRS_RTC_SERVER_BLACK_HOLE_ADDR=1.2.3.4:5", "Srs:RtcServer:BlackHole:Addr=1.2.3.4:5")]
    [InlineData("SRS_CIRCUIT_BREAKER_HIGH_THRESHOLD=80", "Srs:CircuitBreaker:HighThreshold=80")]
    [InlineData("SRS_EXPORTER_ENABLED=on", "Srs:Exporter:Enabled=true")]
    [InlineData("SRS_VHOST_PLAY_GOP_CACHE=off", "Srs:DefaultVhost:Play:GopCache=false|Srs:Vhosts:a:Play:GopCache=false")]
    [InlineData("SRS_VHOST_HLS_HLS_FRAGMENT=2.5", "Srs:DefaultVhost:Hls:HlsFragment=2.5s|Srs:Vhosts:a:Hls:HlsFragment=2.5s")]
    [InlineData("SRS_VHOST_HLS_HLS_USE_FMP4=on", "Srs:DefaultVhost:Hls:HlsUseFmp4=true|Srs:Vhosts:a:Hls:HlsUseFmp4=true")]
    [InlineData("SRS_VHOST_DASH_DASH_WINDOW_SIZE=7", "Srs:DefaultVhost:Dash:DashWindowSize=7|Srs:Vhosts:a:Dash:DashWindowSize=7")]
    [InlineData("SRS_VHOST_SRT_SRT_TO_RTMP=off", "Srs:DefaultVhost:Srt:SrtToRtmp=false|Srs:Vhosts:a:Srt:SrtToRtmp=false")]
    [InlineData("SRS_VHOST_SRT_TO_RTMP=off", "Srs:DefaultVhost:Srt:SrtToRtmp=false|Srs:Vhosts:a:Srt:SrtToRtmp=false")]
    [InlineData("SRS_VHOST_FORWARD_DESTINATION=h1 h2", "Srs:DefaultVhost:Forward:Destination=h1 h2|Srs:Vhosts:a:Forward:Destination=h1 h2")]
    [InlineData("SRS_VHOST_RTSP_RTMP_TO_RTSP=off", "Srs:DefaultVhost:Rtsp:RtmpToRtsp=false|Srs:Vhosts:a:Rtsp:RtmpToRtsp=false")]
    [InlineData("SRS_LISTEN=", "")]
    [InlineData("SRS_VHOST_ENABLED=off", "")]
    [InlineData("SRS_VHOST_CLUSTER_MODE=remote", "")]
    [InlineData("SRS_VHOST_EXEC_ENABLED=on", "")]
    [InlineData("SRS_VHOST_INGEST_ENABLED=on", "")]
    [InlineData("SRS_VHOST_TRANSCODE_ENABLED=on", "")]
    [InlineData("SRS_VHOST_DVR_DVR_APPLY=none", "")]
    [InlineData("SRS_STREAM_CASTER_ENABLED=on", "")]
    [InlineData("SRS_STATS_NETWORK=1", "")]
    [InlineData("SRS_IS_FULL=on", "")]
    [InlineData("SRS_DEVICE_IP=1.2.3.4", "")]
    public void Map_Variable_BecomesSettings(string variable, string expected)
    {
        var settings = Map(variable, "MY_IP=10.9.8.7");

        Assert.Empty(settings.Errors);
        Assert.Empty(settings.Warnings);
        Assert.Equal(expected, string.Join('|', settings.Values.Select(static v => $"{v.Key}={v.Value}")));
    }

    [Fact]
    public void Map_TwoNamesOfOneDirective_TheRegularOneCounts()
    {
        Assert.Equal("file", Map("SRS_LOG_TANK=console", "SRS_SRS_LOG_TANK=file").Values["Srs:SrsLogTank"]);
        Assert.Equal("1024", Map("SRS_VHOST_CHUNK_SIZE=512", "SRS_CHUNK_SIZE=1024").Values["Srs:Rtmp:ChunkSize"]);
    }

    [Theory]
    [InlineData("SRS_MAX_CONNECTIONS=many", "SRS_MAX_CONNECTIONS is \"many\", but has to be a whole number, at most 2147483647.")]
    [InlineData("SRS_VHOST_HLS_ENABLED=true", "SRS_VHOST_HLS_ENABLED is \"true\", but has to be on or off (SRS takes it for off).")]
    public void Map_Fault_NamesTheVariableOnce(string variable, string message) => Assert.Equal([message], Map(variable).Errors);

    [Theory]
    [InlineData("SRS_VHOST_HLS_ENABLE=on", "The environment variable SRS_VHOST_HLS_ENABLE is not read; did you mean SRS_VHOST_HLS_ENABLED?")]
    [InlineData("SRS_ENVONLY=on", "The environment variable SRS_ENVONLY is not read; did you mean SRS_ENV_ONLY?")]
    public void Map_MisspelledName_IsToldWithTheNearest(string variable, string warning) => Assert.Equal([warning], Map(variable).Warnings);

    [Theory]
    [InlineData("SRS_SERVICE_HOST=10.0.0.1")]
    [InlineData("SRS_PORT_1935_TCP_ADDR=10.0.0.1")]
    [InlineData("SRS_PORT=tcp://10.0.0.1:1935")]
    [InlineData("Srs__Rtmp__Listen=1935")]
    [InlineData("SRS__RTMP__LISTEN=1935")]
    public void Map_NamesOfOthers_AreLeftAlone(string variable)
    {
        var settings = Map(variable);

        Assert.Empty(settings.Errors);
        Assert.Empty(settings.Warnings);
        Assert.Empty(settings.Values);
    }

    [Fact]
    public void All_FollowTheRule()
    {
        var names = EnvironmentVariables.All.SelectMany(static v => v.Names).ToList();

        Assert.InRange(names.Count, 230, 300);
        Assert.All(names, static name => Assert.Matches("^SRS_[A-Z0-9_]+$", name));
        Assert.Equal(["SRS_VHOST_CHUNK_SIZE"], names.GroupBy(static n => n).Where(static g => g.Count() > 1).Select(static g => g.Key));
    }

    private static Settings Map(params string[] variables) => EnvironmentVariables.Map(
        variables.ToDictionary(static v => v.Split('=', 2)[0], static v => v.Split('=', 2)[1]), static () => new[] { "Srs:DefaultVhost", "Srs:Vhosts:a" });
}
