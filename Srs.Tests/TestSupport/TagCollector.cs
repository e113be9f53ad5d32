using Srs.Media.Containers.Flv;
using Srs.Media.Frames;

namespace Srs.Tests.TestSupport;

/// <summary>The frames and tracks of a player's tags, in plain bytes.</summary>
internal sealed class TagCollector : IDisposable
{
    private readonly FlvFrameReader _reader = new();
    private readonly List<MediaFrame> _frames = [];

    /// <summary>The tracks by kind and number, as they are now.</summary>
    public Dictionary<(MediaKind Kind, int Id), TrackInfo> Tracks { get; } = [];

    /// <summary>The frames of a track, in order.</summary>
    public List<(TimeSpan Dts, TimeSpan Pts, bool IsKey, byte[] Payload)> FramesOf(MediaKind kind, int id = 0) =>
    [
        .. _frames.Where(frame => frame.Track.Kind == kind && frame.Track.Id == id)
            .Select(static frame => (frame.EncoderTime, frame.EncoderTime + frame.CompositionOffset, frame.IsKeyFrame, frame.Payload.ToArray())),
    ];

    /// <summary>Reads all tags that come, until there are as many frames or the end.</summary>
    public async Task CollectAsync(Func<CancellationToken, ValueTask<FlvTag?>> read, int frames)
    {
        while (_frames.Count < frames && await read(TestContext.Current.CancellationToken).AsTask().WithinLimitAsync() is { } tag)
        {
            if (tag.Type == FlvTagType.Script)
            {
                tag.Dispose();
                continue;
            }

            var result = _reader.Read(tag.Type, tag.Timestamp, tag.Body);
            Add(result);
            foreach (var other in result.Others)
            {
                Add(other);
            }
        }
    }

    public void Dispose() => _frames.ForEach(static frame => frame.Dispose());

    private void Add(in FlvFrameResult result)
    {
        Assert.Equal(FlvDropReason.None, result.DropReason);
        if (result.Track is { } track)
        {
            Tracks[(track.Kind, track.Id)] = track;
        }

        if (result.Frame is { } frame)
        {
            _frames.Add(frame);
        }
    }
}
