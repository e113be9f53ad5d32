using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp.Payloads;

public sealed class BFramePolicyTests
{
    private static readonly TrackInfo Track = TestFrames.VideoTrack();

    // Decoding order I0 P4 B2 b1 b3, P8 B6 b5 b7: decoding time and offset in frames of 40 ms.
    private static readonly (int Dts, int Offset)[] Pyramid = [(0, 2), (1, 5), (2, 2), (3, 0), (4, 1), (5, 5), (6, 2), (7, 0), (8, 1)];

    [Fact]
    public void Drop_KeepsWhatIsShownAfterAllBefore()
    {
        var policy = new BFramePolicy(BFrameMode.Drop);

        var times = Run(policy, Pyramid);

        Assert.Equal([80, 240, null, null, null, 400, null, null, null], times);
        Assert.Equal((true, 6), (policy.HasSeenBFrames, policy.Dropped));
    }

    [Fact]
    public void Retime_KeepsAllAtTheirDecodingTimes()
    {
        var policy = new BFramePolicy(BFrameMode.Retime);

        var times = Run(policy, Pyramid);

        Assert.Equal([0, 40, 80, 120, 160, 200, 240, 280, 320], times);
        Assert.Equal((true, 0), (policy.HasSeenBFrames, policy.Dropped));
    }

    [Theory]
    [InlineData(BFrameMode.Drop)]
    [InlineData(BFrameMode.Retime)]
    public void StreamWithoutBFrames_KeepsItsTimes(BFrameMode mode)
    {
        var policy = new BFramePolicy(mode);

        Assert.Equal([0, 40, 80], Run(policy, [(0, 0), (1, 0), (2, 0)]));
        Assert.False(policy.HasSeenBFrames);
    }

    [Fact]
    public void Retime_EveryFrameShownLater_IsMovedFromTheSecondGroupOn()
    {
        var policy = new BFramePolicy(BFrameMode.Retime);

        Run(policy, [(0, 2), (1, 2), (2, 2)]);

        Assert.Equal([200, 240], Run(policy, [(3, 2), (4, 2)]));
        Assert.False(policy.HasSeenBFrames);
    }

    [Fact]
    public void Drop_EncoderWithoutOffsetFollows_IsNotTakenForBFrames()
    {
        var policy = new BFramePolicy(BFrameMode.Drop);
        Run(policy, Pyramid);

        // The last picture was shown at 10; these come earlier, but begin with a key frame, and are held until time has caught up.
        var times = Run(policy, [(9, 0), (10, 0), (11, 0)]);

        Assert.Equal([401, 402, 440], times);
    }

    [Fact]
    public void Retime_NegativeOffset_NeverTurnsTimeBack()
    {
        var policy = new BFramePolicy(BFrameMode.Retime);
        Run(policy, [(0, 0), (1, 0)]);
        Run(policy, [(2, -3), (3, -3)]);

        Assert.Equal([121, 122, 123, 160], Run(policy, [(4, -3), (5, -3), (6, -3), (7, -3)]));
    }

    [RequiresToolFact("ffmpeg")]
    public Task X264_DroppedBFrames_LeavesPicturesAsTheyWere() => DroppedPicturesAreOriginalAsync("libx264", "-bf", "3", "-x264-params", "b-pyramid=none");

    [RequiresToolFact("ffmpeg")]
    public Task X264Pyramid_DroppedBFrames_LeavesPicturesAsTheyWere() => DroppedPicturesAreOriginalAsync("libx264", "-bf", "3", "-x264-params", "b-pyramid=strict:ref=1");

    [RequiresToolFact("ffmpeg")]
    public Task X265_DroppedBFrames_LeavesPicturesAsTheyWere() =>
        DroppedPicturesAreOriginalAsync("libx265", "-x265-params", "log-level=none:bframes=3:b-pyramid=0:open-gop=0");

    /// <summary>A decoder that reorders gives pictures out one by one as frames go in; each is then at its own time.</summary>
    [RequiresToolFact("ffmpeg")]
    public async Task X264_Retimed_ShowsEachPictureAtItsTime()
    {
        var frames = await RtpSamples.ReorderedFramesAsync("libx264", "-bf", "3");
        var policy = new BFramePolicy(BFrameMode.Retime);

        var times = frames.ConvertAll(frame => policy.TryGetTime(frame, out var time) ? time : default);

        Assert.True(policy.HasSeenBFrames);
        Assert.Equal(75, times.Count);
        Assert.All(times.Zip(times.Skip(1)), static pair => Assert.True(pair.First < pair.Second));

        // The picture due when frame i goes in is number i less the depth of reordering, by presentation time.
        var shown = frames.Select(static frame => frame.Pts).Order().ToList();
        var depth = times.FindIndex(time => time >= shown[0]);
        Assert.InRange(depth, 1, 3);
        Assert.Equal(shown[..^depth], times[depth..]);
        frames.ForEach(static frame => frame.Dispose());
    }

    private static async Task DroppedPicturesAreOriginalAsync(string encoder, params string[] options)
    {
        var frames = await RtpSamples.ReorderedFramesAsync(encoder, options);
        var policy = new BFramePolicy(BFrameMode.Drop);
        var all = RtpSamples.Packetize(RtpPacketizer.Create(frames[0].Track.Codec)!, frames);
        var kept = frames.FindAll(frame => policy.TryGetTime(frame, out _));
        var packets = RtpSamples.Packetize(RtpPacketizer.Create(frames[0].Track.Codec)!, kept);

        var original = await DigestsAsync(frames[0].Track.Codec, all);
        var left = await DigestsAsync(frames[0].Track.Codec, packets);

        Assert.True(policy.Dropped > 30, $"{policy.Dropped} frames were dropped.");
        Assert.Equal(frames.Count - policy.Dropped, left.Count);

        // Decoders give pictures in the order of presentation, which is the order of what is kept.
        var shown = frames.OrderBy(static frame => frame.Pts).ToList();
        Assert.Equal(kept.Select(frame => original[shown.IndexOf(frame)]), left);
        frames.ForEach(static frame => frame.Dispose());
    }

    private static async Task<List<string>> DigestsAsync(MediaCodec codec, List<RtpSamples.Packet> packets)
    {
        using var depacketizer = RtpDepacketizer.Create(codec)!;
        var stream = RtpSamples.ToStream(RtpSamples.Depacketize(depacketizer, packets));
        return await ElementaryMedia.GetFrameDigestsAsync(codec == MediaCodec.H264 ? "h264" : "hevc", stream);
    }

    /// <summary>Times in milliseconds of frames of which the first is a key frame; null where one is left out.</summary>
    private static double?[] Run(BFramePolicy policy, (int Dts, int Offset)[] frames)
    {
        var times = new List<double?>();
        foreach (var (index, (dts, offset)) in frames.Index())
        {
            using var frame = new MediaFrame(new Media.Buffers.PooledBytes(Media.Buffers.BufferPool.Shared), 0)
            {
                Track = Track,
                EncoderTime = TimeSpan.Zero,
                Dts = TimeSpan.FromMilliseconds(dts * 40),
                CompositionOffset = TimeSpan.FromMilliseconds(offset * 40),
                Flags = index == 0 ? FrameFlags.KeyFrame : FrameFlags.None,
            };
            times.Add(policy.TryGetTime(frame, out var time) ? time.TotalMilliseconds : null);
        }

        return [.. times];
    }
}
