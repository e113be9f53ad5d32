using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Egress;

/// <summary>A log of numbered frames and the publisher's side of it.</summary>
internal sealed class WireLogFixture
{
    private TrackInfo _video = TestFrames.VideoTrack();
    private readonly TrackInfo _audio = TestFrames.AudioTrack();
    private int _number;

    public WireLogFixture(
        bool hasVideo = true,
        bool hasAudio = false,
        WireMemory? memory = null,
        IWireFormat? format = null,
        double queueSeconds = 30,
        int maxGroupFrames = 2500,
        bool keepsKeyFrame = true,
        long maxBytes = 32 << 20,
        TimeSpan? merge = null)
    {
        Memory = memory ?? new PoisoningMemory();
        Headers = StreamHeaders.Empty with { Metadata = new byte[] { 1, 2, 3 } };
        Headers = hasVideo ? Headers.With(_video) : Headers;
        Headers = hasAudio ? Headers.With(_audio) : Headers;
        var limits = new WireLogLimits(TimeSpan.FromSeconds(queueSeconds), maxGroupFrames, keepsKeyFrame) { MaxBytes = maxBytes, Merge = merge };
        Log = new WireLog(format ?? new NumberedFormat(), Memory, limits, Headers, TimeSpan.Zero);
    }

    public WireMemory Memory { get; }

    public WireLog Log { get; }

    public StreamHeaders Headers { get; private set; }

    /// <summary>Time of the next frame in milliseconds.</summary>
    public double Time { get; set; }

    /// <summary>Number of the next frame.</summary>
    public int NextNumber
    {
        get => _number;
        init => _number = value;
    }

    public void Video(bool isKey = false, int size = 100, double step = 40) => Append(_video, isKey, size, step);

    public void Audio(int size = 50, double step = 20) => Append(_audio, false, size, step);

    /// <summary>Appends groups of pictures: a key frame and others, 25 a second.</summary>
    public void Groups(int count, int framesPerGroup = 25, int size = 100)
    {
        for (var i = 0; i < count * framesPerGroup; i++)
        {
            Video(i % framesPerGroup == 0, size);
        }
    }

    public void ChangeVideo(byte version)
    {
        _video = TestFrames.VideoTrack(version);
        Headers = Headers.With(_video);
        Log.AppendTrack(Headers, _video);
    }

    public static NumberedReader Read(WireCursor cursor) => new NumberedReader().Drain(cursor);

    private void Append(TrackInfo track, bool isKey, int size, double step)
    {
        using var frame = TestFrames.Make(track, Time, isKey, _number++, size);
        Log.AppendFrame(frame);
        Time += step;
    }
}
