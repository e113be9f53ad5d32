using Srs.Media.Frames;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Streams;

public sealed class TimelineTests
{
    private static readonly TrackInfo Video = TestFrames.VideoTrack();
    private static readonly TrackInfo Audio = TestFrames.AudioTrack();

    private readonly ManualTimeProvider _clock = new();
    private readonly Timeline _timeline;

    public TimelineTests() => _timeline = new Timeline(_clock);

    [Fact]
    public void Place_FirstFrameOfAnyTime_IsZero()
    {
        Assert.Equal(0, Place(Video, 123_456_789));
        Assert.Equal(40, Place(Video, 123_456_829));
    }

    [Fact]
    public void Place_SoundBesidePictures_KeepsItsDistance()
    {
        Place(Video, 1000);
        Assert.Equal(7, Place(Audio, 1007));
        Assert.Equal(30, Place(Audio, 1030));
        Assert.Equal(40, Place(Video, 1040));
    }

    [Fact]
    public void Place_SecondTrackBeginsEarlier_StartsAtZeroAndKeepsItsDistance()
    {
        Place(Video, 1000);

        Assert.Equal(0, Place(Audio, 980));
        Assert.Equal(3, Place(Audio, 1003));
        Assert.Equal(40, Place(Video, 1040));
    }

    [Fact]
    public void Place_DuplicateTimes_StrictlyIncrease()
    {
        Place(Video, 0);

        Assert.Equal(1, Place(Video, 0));
        Assert.Equal(2, Place(Video, 0));
        Assert.Equal(40, Place(Video, 40));
    }

    [Fact]
    public void Place_SmallStepBack_IsHeldUntilCaughtUp()
    {
        Place(Video, 0);
        Place(Video, 200);

        Assert.Equal(201, Place(Video, 120));
        Assert.Equal(202, Place(Video, 160));
        Assert.Equal(240, Place(Video, 240));
        Assert.Equal(0, _timeline.Repairs);
    }

    [Fact]
    public void Place_BothTracksLeapForward_CarryOnWithTheirDistance()
    {
        Play(1000, 0);
        var video = Place(Video, 5_000_000);
        var audio = Place(Audio, 5_000_013);

        Assert.InRange(video, 1000, 1100);
        Assert.Equal(video + 13, audio);
        Assert.Equal(1, _timeline.Repairs);
    }

    [Fact]
    public void Place_EncoderRestartsAtZero_CarriesOnWithDistance()
    {
        Play(10_000, 3_600_000);
        var audio = Place(Audio, 0);
        var video = Place(Video, 25);

        Assert.InRange(audio, 10_000, 10_100);
        Assert.Equal(audio + 25, video);
        Assert.Equal(audio + 65, Place(Video, 65));
    }

    [Fact]
    public void Place_EncoderRestartsWithSoundEarlier_DistanceComesBack()
    {
        Play(10_000, 3_600_000);
        var video = Place(Video, 500);
        for (var time = 0; time < 1000; time += 20)
        {
            Place(Audio, time);
        }

        Assert.Equal(video + 500, Place(Audio, 1000));
        Assert.Equal(1, _timeline.Repairs);
    }

    [Fact]
    public void Place_OneTrackLeaps_OtherStaysInPlace()
    {
        Play(1000, 0);
        var video = Place(Video, 9_000_000);
        var audio = Place(Audio, 1030);

        Assert.InRange(video, 1000, 1100);
        Assert.Equal(1030, audio);
        Assert.Equal(video + 40, Place(Video, 9_000_040));
    }

    [Fact]
    public void Place_TracksOnDifferentClocks_RunSideBySide()
    {
        Place(Video, 1_000_000);
        var audio = Place(Audio, 5);

        Assert.InRange(audio, 0, 100);
        Assert.Equal(40, Place(Video, 1_000_040));
        Assert.Equal(audio + 20, Place(Audio, 25));
        Assert.Equal(1, _timeline.Repairs);
    }

    [Fact]
    public void Place_SoundBeginsSecondsLater_IsNotMoved()
    {
        Place(Video, 0);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(5000, Place(Audio, 5000));
        Assert.Equal(5000, Place(Video, 5000));
        Assert.Equal(0, _timeline.Repairs);
    }

    [Fact]
    public void Place_UnwrappedClockWraps_GoesOn()
    {
        var unwrapper = new SequenceUnwrapper();
        var last = -40.0;
        for (var time = uint.MaxValue - 1000u; time is > 1_000_000 or < 1000; time = unchecked(time + 40))
        {
            var placed = Place(Video, unwrapper.Unwrap(time));
            Assert.Equal(last + 40, placed);
            last = placed;
        }

        Assert.Equal(0, _timeline.Repairs);
    }

    [Fact]
    public void Place_SlowCamera_IsNotRepaired()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(i * 10_000, Place(Video, i * 10_000));
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(0, _timeline.Repairs);
    }

    [Fact]
    public void Place_SlowCameraLateByMoreThanTolerance_KeepsToTheWallClock()
    {
        Place(Video, 0);
        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(6000, Place(Video, 10_000));

        _clock.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal(16_000, Place(Video, 20_000));
    }

    [Fact]
    public void Place_FilePushedFasterThanRealTime_KeepsItsTimes()
    {
        for (var time = 0; time < 600_000; time += 40)
        {
            Assert.Equal(time, Place(Video, time));
            Assert.Equal(time + 5, Place(Audio, time + 5));
        }

        Assert.Equal(0, _timeline.Repairs);
    }

    [Fact]
    public void Restart_AfterPause_LeavesThePauseAsGap()
    {
        Play(1000, 0);
        var before = _timeline.Newest.TotalMilliseconds;
        _timeline.Restart();
        _clock.Advance(TimeSpan.FromSeconds(4));

        var video = Place(Video, 77_000);

        Assert.Equal(before + 4000, video);
        Assert.Equal(video + 10, Place(Audio, 77_010));
    }

    [Fact]
    public void Restart_SecondTrackBeginsEarlier_DoesNotGoBackBehindFormerPublisher()
    {
        Play(1000, 0);
        var last = Place(Audio, 1020);
        _timeline.Restart();
        Place(Video, 500);

        Assert.True(Place(Audio, 0) > last);
    }

    [Fact]
    public void Restart_DataFirst_DoesNotSetTheClock()
    {
        Play(1000, 0);
        var before = _timeline.Newest.TotalMilliseconds;
        _timeline.Restart();
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(before + 2000, Place(TestFrames.DataTrack, 0));
        Assert.Equal(before + 2000, Place(Video, 5000));
        Assert.Equal(before + 2040, Place(Video, 5040));
    }

    [Fact]
    public void Place_DataOfTimeZero_FollowsTheMedia()
    {
        Assert.Equal(0, Place(TestFrames.DataTrack, 0));
        Play(1000, 60_000);
        var before = _timeline.Newest.TotalMilliseconds;

        Assert.Equal(before, Place(TestFrames.DataTrack, 0));
        Assert.Equal(500, Place(TestFrames.DataTrack, 60_500));
        Assert.Equal(0, _timeline.Repairs);
    }

    [Fact]
    public void Place_LargestAndSmallestTimes_Never_Overflow()
    {
        TimeSpan[] extremes =
        [
            TimeSpan.MaxValue, TimeSpan.MinValue, TimeSpan.Zero, TimeSpan.MaxValue - TimeSpan.FromTicks(1), TimeSpan.MinValue / 2, TimeSpan.MaxValue / 2,
        ];
        var last = new Dictionary<TrackInfo, TimeSpan>();
        for (var i = 0; i < 500; i++)
        {
            var track = i % 3 == 0 ? Audio : Video;
            var placed = _timeline.Place(track, extremes[i * 7 % extremes.Length]);
            Assert.True(!last.TryGetValue(track, out var before) || placed > before);
            last[track] = placed;
            _timeline.Place(TestFrames.DataTrack, extremes[i * 5 % extremes.Length]);
            if (i % 50 == 0)
            {
                _timeline.Restart();
            }
        }

        Assert.True(_timeline.Newest < TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Place_AnyTimes_IncreasePerTrackAndNeverLeapFurtherThanAllowed(int seed)
    {
        var random = new Random(seed);
        TrackInfo[] tracks = [Video, Audio, Video with { Id = 1 }];
        var encoder = new double[tracks.Length];
        var last = new TimeSpan?[tracks.Length];
        var hasStarted = new bool[tracks.Length];
        var newest = TimeSpan.Zero;
        var sinceNewest = TimeSpan.Zero;
        for (var i = 0; i < 20_000; i++)
        {
            var t = random.Next(tracks.Length);
            var passed = TimeSpan.FromMilliseconds(random.Next(100) == 0 ? random.Next(20_000) : random.Next(20));
            _clock.Advance(passed);
            sinceNewest += passed;
            encoder[t] = random.Next(300) switch
            {
                0 => random.NextDouble() * 1e13,
                1 => -random.NextDouble() * 1e13,
                2 => 0,
                3 => encoder[t] + random.Next(-20_000, 20_000),
                < 20 => encoder[t] - random.Next(200),
                _ => encoder[t] + random.Next(60),
            };
            if (random.Next(3000) == 0)
            {
                _timeline.Restart();
                Array.Clear(hasStarted);
            }

            var placed = _timeline.Place(tracks[t], TimeSpan.FromMilliseconds(encoder[t]));

            Assert.True(last[t] is null || placed > last[t], $"Step {i}: {placed} after {last[t]}.");
            var allowed = newest + sinceNewest + Timeline.ForwardTolerance + (hasStarted[t] ? TimeSpan.Zero : Timeline.SkewTolerance);
            Assert.True(i == 0 || placed <= allowed, $"Step {i}: {placed} with the newest at {newest}, {sinceNewest} ago.");
            last[t] = placed;
            hasStarted[t] = true;
            if (placed >= newest)
            {
                newest = placed;
                sinceNewest = TimeSpan.Zero;
            }
        }
    }

    private double Place(TrackInfo track, double milliseconds) => _timeline.Place(track, TimeSpan.FromMilliseconds(milliseconds)).TotalMilliseconds;

    /// <summary>Plays both tracks up to and with <paramref name="milliseconds"/>, in real time.</summary>
    private void Play(int milliseconds, double encoderStart)
    {
        for (var time = 0; time <= milliseconds; time += 20)
        {
            if (time % 40 == 0)
            {
                Place(Video, encoderStart + time);
            }

            Place(Audio, encoderStart + time);
            _clock.Advance(TimeSpan.FromMilliseconds(time < milliseconds ? 20 : 0));
        }
    }
}
