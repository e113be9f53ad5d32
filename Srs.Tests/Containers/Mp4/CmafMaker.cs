using Srs.Media.Buffers;
using Srs.Media.Containers.Mp4;
using Srs.Media.Frames;

namespace Srs.Tests.Containers.Mp4;

/// <summary>Cuts frames as a segment store does.</summary>
internal static class CmafMaker
{
    public static readonly TimeSpan PartLength = TimeSpan.FromMilliseconds(200);

    public static CmafTrackFormat Describe(MediaFrame first, uint trackId = 1)
    {
        Assert.True(CmafTrackFormat.TryCreate(first.Track, first.Payload.Span, trackId, out var format));
        return format;
    }

    /// <summary>Parts of 200 ms at most; segments begin at key frames, for sound with each second part.</summary>
    public static List<CmafFragment> Cut(IEnumerable<MediaFrame> frames, CmafTrackFormat format, BufferPool? pool = null)
    {
        using var fragmenter = new CmafFragmenter(format, pool);
        var fragments = new List<CmafFragment>();
        var starts = true;
        foreach (var frame in frames)
        {
            var isGroup = format.IsVideo && frame.IsKeyFrame;
            if (fragmenter.Count > 0 && (isGroup || frame.Dts - fragmenter.PendingStart >= PartLength))
            {
                fragments.Add(fragmenter.Cut(frame.Dts, starts, DateTimeOffset.UnixEpoch + frame.Dts)!);
                starts = isGroup || (!format.IsVideo && fragments.Count % 2 == 0);
            }

            Assert.True(fragmenter.Add(frame));
        }

        fragments.Add(fragmenter.Cut(startsSegment: starts)!);
        return fragments;
    }

    /// <summary>A whole file.</summary>
    public static byte[] Join(byte[] init, IEnumerable<CmafFragment> fragments) =>
        [.. init, .. fragments.SelectMany(static fragment => fragment.Bytes.ToArray())];
}
