using Srs.Tests.TestSupport;
using static Srs.Tests.Interop.MultitrackRun;

namespace Srs.Tests.Interop;

/// <summary>What hls.js makes of several tracks.</summary>
[Trait("Category", "Interop")]
public sealed class MultitrackHlsInteropTests
{
    [RequiresToolFact("chromium")]
    public Task HlsJs_Ts_ChangesSoundsAndPlaysOn() => PlayAsync(StartHls, "movie.m3u8", isLowLatency: false);

    [RequiresToolFact("chromium")]
    public Task HlsJs_Fmp4_ChangesSoundsAndPlaysOn() => PlayAsync(StartHls, "movie.m3u8", isLowLatency: false, "Srs:DefaultVhost:Hls:HlsUseFmp4=true");

    [RequiresToolFact("chromium")]
    public Task HlsJs_LowLatency_ChangesSoundsAndPlaysOn() => PlayAsync(StartHls, "movie.ll.m3u8", isLowLatency: true);

    [RequiresToolFact("chromium")]
    public Task HlsJs_LowLatencySoundComesLate_PlaysOn() => ComeLateAsync(StartHls, "movie.ll.m3u8", isLowLatency: true, soundsLater: 2);

    [RequiresToolFact("chromium")]
    public Task HlsJs_TsPublisherRestarts_PlaysOn() => RestartAsync(StartHls, "movie.m3u8", isLowLatency: false);

    [RequiresToolFact("chromium")]
    public Task HlsJs_LowLatencyPublisherRestarts_PlaysOn() => RestartAsync(StartHls, "movie.ll.m3u8", isLowLatency: true);
}
