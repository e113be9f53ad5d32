namespace Srs.Tests.TestSupport.Rtc;

/// <summary>Servers with WebRTC, by UDP and TCP, on free ports.</summary>
internal static class RtcTestServer
{
    /// <summary>Two shards, so that a peer that moves comes to another one half of the time.</summary>
    public static readonly string[] Settings =
    [
        "Srs:RtcServer:Enabled=true", "Srs:RtcServer:Listen=127.0.0.1:0", "Srs:RtcServer:Reuseport=2", "Srs:RtcServer:Protocol=all",
        "Srs:RtcServer:Tcp:Enabled=true", "Srs:RtcServer:Tcp:Listen=127.0.0.1:0", "Srs:DefaultVhost:Rtc:Enabled=true",
    ];

    public static Task<SrsTestServer> StartAsync(params string[] settings) => SrsTestServer.StartAsync([.. Settings, .. settings]);
}
