namespace Srs.Media.Configuration;

/// <summary>HLS; section <c>Hls</c>.</summary>
public sealed record HlsOptions
{
    /// <summary>Whether streams are cut into HLS segments. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Wanted length of a segment; it ends at the first key frame after that. Default 2 s.</summary>
    public TimeSpan HlsFragment { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A segment ends at the first key frame after this multiple of HlsFragment. Default 1, as SRS.</summary>
    public double HlsTdRatio { get; init; } = 1.0;

    /// <summary>
    /// A stream without video is cut at this multiple of HlsFragment; one with video but without key frames, too, though not before 20 s.
    /// Default 2.1, as SRS.
    /// </summary>
    public double HlsAofRatio { get; init; } = 2.1;

    /// <summary>Length of the playlist, three segments at least. Default 60 s, as SRS.</summary>
    public TimeSpan HlsWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// When files cannot be written: <c>ignore</c> ends HLS until the next publisher comes, <c>disconnect</c> ends the publisher, <c>continue</c> goes
    /// on with the next segment. Default continue, as SRS.
    /// </summary>
    public string HlsOnError { get; init; } = "continue";

    /// <summary>Folder of the files; empty keeps everything in memory. Default empty.</summary>
    public string HlsPath { get; init; } = "";

    /// <summary>Name of the playlist in it. Default <c>[app]/[stream].m3u8</c>, as SRS.</summary>
    public string HlsM3u8File { get; init; } = "[app]/[stream].m3u8";

    /// <summary>Name of an MPEG-TS segment. Default <c>[app]/[stream]-[seq].ts</c>, as SRS.</summary>
    public string HlsTsFile { get; init; } = "[app]/[stream]-[seq].ts";

    /// <summary>Whether segments are fragmented MP4 instead of MPEG-TS. Default false.</summary>
    public bool HlsUseFmp4 { get; init; }

    /// <summary>Name of a fragmented MP4 segment. Default <c>[app]/[stream]-[seq].m4s</c>, as SRS.</summary>
    public string HlsFmp4File { get; init; } = "[app]/[stream]-[seq].m4s";

    /// <summary>Name of the initialization segment. Default <c>[app]/[stream]/init.mp4</c>, as SRS.</summary>
    public string HlsInitFile { get; init; } = "[app]/[stream]/init.mp4";

    /// <summary>Whether streams can be played with low latency, too, at <c>/app/stream.ll.m3u8</c>; not with HlsKeys. Default true.</summary>
    public bool HlsLowLatency { get; init; } = true;

    /// <summary>Put before the segment names in the playlist. Default none.</summary>
    public string HlsEntryPrefix { get; init; } = "";

    /// <summary>Accepted: codecs are always known before the first segment here. Default aac, as SRS.</summary>
    public string HlsAcodec { get; init; } = "aac";

    /// <summary>Accepted, likewise. Default h264, as SRS.</summary>
    public string HlsVcodec { get; init; } = "h264";

    /// <summary>Whether files that left the playlist are deleted, once nobody can be reading them. Default true.</summary>
    public bool HlsCleanup { get; init; } = true;

    /// <summary>How long playlist and segments of a stream stay after its end; 0 for ever. Default 120 s, as SRS.</summary>
    public TimeSpan HlsDispose { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Whether HLS and DASH of a stream begin with their first viewer, and end when there has been none for HlsDispose. Default false.
    /// </summary>
    public bool HlsOnDemand { get; init; }

    /// <summary>Whether a segment begins with a key frame. Default true.</summary>
    public bool HlsWaitKeyframe { get; init; } = true;

    /// <summary>Whether segments follow the wall clock, so that <c>[timestamp]</c> is its number of fragments. Default false.</summary>
    public bool HlsTsFloor { get; init; }

    /// <summary>Bytes read of the answer to <c>on_hls_notify</c>, from 0 to 16777216. Default 64, as SRS.</summary>
    public int HlsNbNotify { get; init; } = 64;

    /// <summary>Whether players are told apart by a parameter of the playlist. Default true.</summary>
    public bool HlsCtx { get; init; } = true;

    /// <summary>Whether segments carry it too. Default true.</summary>
    public bool HlsTsCtx { get; init; } = true;

    /// <summary>Whether the master playlist names the media playlist relative to itself. Default false.</summary>
    public bool HlsMasterM3u8PathRelative { get; init; }

    /// <summary>Whether segments are encrypted with AES-128. Default false.</summary>
    public bool HlsKeys { get; init; }

    /// <summary>Segments with the same key. Default 5, as SRS.</summary>
    public int HlsFragmentsPerKey { get; init; } = 5;

    /// <summary>Name of a key. Default <c>[app]/[stream]-[seq].key</c>, as SRS.</summary>
    public string HlsKeyFile { get; init; } = "[app]/[stream]-[seq].key";

    /// <summary>Folder of the keys; empty for HlsPath. Default empty.</summary>
    public string HlsKeyFilePath { get; init; } = "";

    /// <summary>Put before the key names in the playlist; empty for none. Default empty.</summary>
    public string HlsKeyUrl { get; init; } = "";

    /// <summary>Accepted: segments always have the times of the stream here. Default true.</summary>
    public bool HlsDtsDirectly { get; init; } = true;

    /// <summary>Whether a publisher carries on the playlist on disk that an earlier run of the server has left. Default true.</summary>
    public bool HlsRecover { get; init; } = true;
}
