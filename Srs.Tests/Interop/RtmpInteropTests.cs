using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Encoders and players of others against the real server: times rise, both tracks are there, no frame is missing.</summary>
[Trait("Category", "Interop")]
[Collection(AloneCollection.Name)]
public sealed class RtmpInteropTests(InteropRun run) : IClassFixture<InteropRun>
{
    public static TheoryData<string, string> Played() =>
        new(InteropVariant.All.SelectMany(static variant => new[] { (variant.Name, "rtmp"), (variant.Name, "flv") }));

    public static TheoryData<string> Published() => new(InteropVariant.All.Select(static variant => variant.Name));

    [Theory]
    [MemberData(nameof(Published))]
    public void Publisher_OfAnotherMaker_HasNothingToComplainAbout(string name)
    {
        SkipWithoutTools();

        Assert.Equal("", run.Complaint(name));
    }

    [Theory]
    [MemberData(nameof(Played))]
    public void Player_OfTenSeconds_GetsEveryFrameOfBothTracks(string name, string protocol)
    {
        SkipWithoutTools();
        var variant = InteropVariant.All.Single(v => v.Name == name);

        AssertComplete(run.Packets($"{protocol} {name}"), variant, seconds: 10);
    }

    [Theory]
    [InlineData("rtmpdump", 10)]
    [InlineData("rtmp2src", 9.5)]
    public void Recorder_OfAnotherMaker_GetsEveryFrameOfBothTracks(string tool, double seconds)
    {
        SkipWithoutTools();

        AssertComplete(run.Packets(tool), InteropVariant.All[0], seconds);
    }

    private static void AssertComplete(IReadOnlyList<Ffprobe.Packet> packets, InteropVariant variant, double seconds)
    {
        AssertTrack(packets, "video", variant.Video is null ? 0 : 25, seconds);
        AssertTrack(packets, "audio", variant.AudioPerSecond, seconds);
        if (variant.Video is not null)
        {
            Assert.True(packets.First(static packet => packet.Kind == "video").IsKeyFrame, "A player starts with a key frame.");
        }
    }

    private static void AssertTrack(IReadOnlyList<Ffprobe.Packet> packets, string kind, double perSecond, double seconds)
    {
        var times = packets.Where(packet => packet.Kind == kind).Select(static packet => packet.Dts).ToList();
        if (perSecond == 0)
        {
            Assert.Empty(times);
            return;
        }

        // A player stops up to a second late or early; what it got in that time has to be all there was.
        Assert.InRange(times.Count, (seconds - 1.5) * perSecond, (seconds + 2) * perSecond);
        var step = 1000 / perSecond;
        for (var i = 1; i < times.Count; i++)
        {
            Assert.InRange(times[i] - times[i - 1], 1, (2 * step) - 1);
        }
    }

    private void SkipWithoutTools()
    {
        var isRequired = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));
        Assert.SkipUnless(run.Missing.Count == 0 || isRequired, $"{string.Join(", ", run.Missing)} is not on PATH.");
        Assert.Empty(run.Missing);
    }
}
