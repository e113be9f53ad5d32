namespace Srs.Tests.Interop;

/// <summary>Something that a program publishes, and what players are to get of it in ten seconds.</summary>
/// <param name="Name">Name of the stream.</param>
/// <param name="Tool">Program that publishes.</param>
/// <param name="Arguments">Its arguments; {url} stands for the address.</param>
/// <param name="Video">Video codec as ffprobe calls it, or null.</param>
/// <param name="Audio">Audio codec as ffprobe calls it, or null.</param>
/// <param name="AudioPerSecond">Audio frames per second.</param>
public sealed record InteropVariant(string Name, string Tool, string[] Arguments, string? Video, string? Audio, double AudioPerSecond)
{
    private const string Picture = "testsrc2=s=320x180:r=25";
    private const string Tone = "sine=sample_rate=44100";
    private static readonly string[] H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-g", "25"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<InteropVariant> All { get; } =
    [
        Ffmpeg("h264-aac", [.. Source(Picture), .. Source(Tone), .. H264, "-c:a", "aac"], "h264", "aac", 44100.0 / 1024),
        Ffmpeg("h264-mp3", [.. Source(Picture), .. Source(Tone), .. H264, "-c:a", "libmp3lame"], "h264", "mp3", 44100.0 / 1152),
        Ffmpeg("audio-only", [.. Source(Tone), "-c:a", "aac"], null, "aac", 44100.0 / 1024),
        Ffmpeg("video-only", [.. Source(Picture), .. H264], "h264", null, 0),
        Ffmpeg("h264-speex", [.. Source(Picture), .. Source(Tone), .. H264, "-c:a", "libspeex", "-ar", "16000", "-ac", "1"], "h264", "speex", 50),
        Ffmpeg("h264-g711", [.. Source(Picture), .. Source(Tone), .. H264, "-c:a", "pcm_mulaw", "-ar", "8000", "-ac", "1"], "h264", "pcm_mulaw", 44100.0 / 1024),
        Ffmpeg("sorenson-mp3", [.. Source(Picture), .. Source(Tone), "-c:v", "flv", "-g", "25", "-c:a", "libmp3lame"], "flv1", "mp3", 44100.0 / 1152),
        new(
            "gstreamer",
            "gst-launch-1.0",
            [
                "-q", "flvmux", "name=m", "streamable=true", "!", "rtmp2sink", "location={url}",
                "videotestsrc", "is-live=true", "num-buffers=400", "!", "video/x-raw,width=320,height=180,framerate=25/1", "!",
                "x264enc", "speed-preset=ultrafast", "tune=zerolatency", "key-int-max=25", "!", "h264parse", "!", "queue", "!", "m.",
                "audiotestsrc", "is-live=true", "samplesperbuffer=1024", "num-buffers=689", "!", "audio/x-raw,rate=44100,channels=1", "!",
                "audioconvert", "!", "avenc_aac", "!", "aacparse", "!", "queue", "!", "m.",
            ],
            "h264",
            "aac",
            44100.0 / 1024),
    ];

    /// <summary>Publishes for long enough that ten seconds can be played of it.</summary>
    private static InteropVariant Ffmpeg(string name, string[] arguments, string? video, string? audio, double audioPerSecond) =>
        new(name, "ffmpeg", ["-v", "error", .. arguments, "-t", "16", "-f", "flv", "{url}"], video, audio, audioPerSecond);

    private static string[] Source(string filter) => ["-re", "-f", "lavfi", "-i", filter];
}
