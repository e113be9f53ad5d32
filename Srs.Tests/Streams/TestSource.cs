using Srs.Media.Frames;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Streams;

/// <summary>A source beside the publisher of a <see cref="StreamFixture"/>, with frames of its own setup and encoder clock.</summary>
internal sealed class TestSource
{
    private readonly StreamFixture _stream;
    private readonly TrackInfo? _video;
    private readonly TrackInfo _audio;
    private double _time;

    public TestSource(StreamFixture stream, SourceKind kind, byte setup, bool hasVideo = true, double encoderStart = 0)
    {
        _stream = stream;
        _time = encoderStart;
        _video = hasVideo ? TestFrames.VideoTrack(setup) : null;
        _audio = TestFrames.AudioTrack(setup);
        Lease = stream.Registry.Publish(StreamFixture.Key, Session, stream.Options, kind);
        if (_video is not null)
        {
            Lease.Announce(_video);
        }

        Lease.Announce(_audio);
    }

    public FakeSession Session { get; } = new();

    public PublishLease Lease { get; }

    /// <summary>Sends frames 40 ms apart: K a key frame, v a picture, a sound.</summary>
    /// <returns>Whether the last one found the lease in force.</returns>
    public bool Send(string kinds)
    {
        var isSource = true;
        foreach (var kind in kinds)
        {
            _stream.Clock.Advance(TimeSpan.FromMilliseconds(40));
            _time += 40;
            isSource = Lease.Publish(TestFrames.Make(kind == 'a' ? _audio : _video!, _time, kind == 'K', _stream.TakeNumber(), pool: _stream.Pool));
        }

        return isSource;
    }
}
