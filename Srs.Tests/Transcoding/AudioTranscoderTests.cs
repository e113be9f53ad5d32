using Srs.Media.Codecs.Opus;
using Srs.Media.Frames;
using Srs.Media.Transcoding;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Transcoding;

/// <summary>Real transcodes. The libraries are in this process here, which no server does.</summary>
public sealed class AudioTranscoderTests
{
    /// <summary>ffmpeg's sine is an eighth of full scale; each of two channels gets half of its power.</summary>
    private const double MonoLevel = -21.1;
    private const double StereoLevel = -24.1;

    [RequiresToolFact("ffmpeg")]
    public async Task Push_Aac_IsTheSameToneAsOpus()
    {
        var (settings, frames) = await Tone.MakeAacAsync(440);

        var packets = Transcode(settings, frames);

        await AssertToneAsync("ogg", Tone.ToOgg(packets.Select(static packet => packet.Payload), 2), 440, StereoLevel);
        AssertRegular(packets);
        Assert.InRange(packets[0].Time, TimeSpan.FromMilliseconds(-10), TimeSpan.Zero);
        Assert.InRange(packets[^1].Time, TimeSpan.FromSeconds(2.9), TimeSpan.FromSeconds(3.1));
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Push_MonoAac_IsMonoOpus()
    {
        var (settings, frames) = await Tone.MakeAacAsync(1000, 48_000, channels: 1);

        var packets = Transcode(settings, frames);

        Assert.Equal(1, settings.OutputChannels);
        Assert.All(packets, static packet => Assert.Equal(0, packet.Payload[0] & 4));
        await AssertToneAsync("ogg", Tone.ToOgg(packets.Select(static packet => packet.Payload), 1), 1000, MonoLevel);
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Push_Mp3_IsTheSameToneAsOpus()
    {
        var (settings, frames) = await Tone.MakeMp3Async(600);

        var packets = Transcode(settings, frames);

        await AssertToneAsync("ogg", Tone.ToOgg(packets.Select(static packet => packet.Payload), 2), 600, StereoLevel);
        AssertRegular(packets);
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Push_G711_IsTheSameToneAsOpus()
    {
        foreach (var codec in new[] { MediaCodec.G711ALaw, MediaCodec.G711MuLaw })
        {
            var (settings, frames) = await Tone.MakeG711Async(500, codec);

            var packets = Transcode(settings, frames);

            await AssertToneAsync("ogg", Tone.ToOgg(packets.Select(static packet => packet.Payload), 1), 500, MonoLevel);
        }
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Push_Opus_IsTheSameToneAsAac()
    {
        var (settings, frames) = await Tone.MakeAacAsync(440);
        var opus = Transcode(settings, frames);
        var back = new TranscodeSettings(MediaCodec.Opus, OpusHead.SampleRate, 2, default, MediaCodec.Aac, 96_000);

        var aac = Transcode(back, opus, out var config);

        Assert.Equal("119056E500", Convert.ToHexString(config));
        Assert.Equal(config, back.ExpectedConfig);
        await AssertToneAsync("aac", Tone.ToAdts(aac.Select(static frame => frame.Payload), config), 440, StereoLevel);
        for (var i = 1; i < aac.Count; i++)
        {
            Assert.Equal(1024, ToSamples(aac[i].Time - aac[i - 1].Time));
        }
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Push_AfterAGapOfASecond_SilenceAndTheSameTimes()
    {
        var (settings, frames) = await Tone.MakeAacAsync(440, 48_000, seconds: 4);
        var late = frames.Where(static frame => frame.Time < TimeSpan.FromSeconds(1) || frame.Time > TimeSpan.FromSeconds(2)).ToList();

        var packets = Transcode(settings, late);

        AssertRegular(packets);
        Assert.InRange(packets[^1].Time, TimeSpan.FromSeconds(3.9), TimeSpan.FromSeconds(4.1));
        var gap = packets.Where(static packet => packet.Time > TimeSpan.FromSeconds(1.05) && packet.Time < TimeSpan.FromSeconds(1.95)).Select(static packet => packet.Payload);
        Assert.InRange((await Tone.ListenAsync("ogg", Tone.ToOgg(gap, 2))).Decibels, double.NegativeInfinity, -60);
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Push_TimesThatJitter_ComeOutEven()
    {
        var (settings, frames) = await Tone.MakeAacAsync(440, 48_000);
        var shaken = frames.Select(static (frame, i) => (frame.Payload, frame.Time + TimeSpan.FromMilliseconds(i * 7 % 11))).ToList();

        AssertRegular(Transcode(settings, shaken));
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Push_TimeLeaps_BeginsAnewThere()
    {
        var (settings, frames) = await Tone.MakeAacAsync(440, 48_000);
        var hour = TimeSpan.FromHours(1);

        var packets = Transcode(settings, [.. frames, .. frames.Select(frame => (frame.Payload, frame.Time + hour)), .. frames]);

        Assert.InRange(packets.Count, 420, 460);
        Assert.Equal(2, packets.Zip(packets.Skip(1)).Count(static pair => Math.Abs(ToSamples(pair.Second.Time - pair.First.Time)) != 960));
        Assert.Contains(packets, packet => (packet.Time - hour).Duration() < TimeSpan.FromMilliseconds(20));
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Push_DamagedFrames_CostNoMoreThanThemselves()
    {
        var (settings, frames) = await Tone.MakeAacAsync(440, 48_000);
        var damaged = new List<(byte[] Payload, TimeSpan Time)>();
        foreach (var (payload, time) in frames)
        {
            damaged.Add(damaged.Count % 5 == 4 ? (Mutations.Of(payload, 1, damaged.Count).First(), time) : (payload, time));
        }

        var packets = Transcode(settings, damaged);

        AssertRegular(packets);
        Assert.InRange(packets.Count, 130, 155);
    }

    [RequiresToolFact("ffmpeg")]
    public void New_CodecThatCannotBe_SaysSo()
    {
        var speex = new TranscodeSettings(MediaCodec.Speex, 16_000, 1, default, MediaCodec.Opus, 48_000);
        var mp3 = new TranscodeSettings(MediaCodec.G711ALaw, 8000, 1, default, MediaCodec.Mp3, 48_000);

        Assert.Contains("Speex", Assert.Throws<TranscodeException>(() => new AudioTranscoder(speex, static (_, _) => { })).Message, StringComparison.Ordinal);
        Assert.Contains("Mp3", Assert.Throws<TranscodeException>(() => new AudioTranscoder(mp3, static (_, _) => { })).Message, StringComparison.Ordinal);
    }

    private static long ToSamples(TimeSpan time) => (long)Math.Round(time.TotalSeconds * 48_000);

    private static void AssertRegular(List<(byte[] Payload, TimeSpan Time)> packets) =>
        Assert.All(packets.Zip(packets.Skip(1)), static pair => Assert.Equal(960, ToSamples(pair.Second.Time - pair.First.Time)));

    private static async Task AssertToneAsync(string format, byte[] stream, int hertz, double expected)
    {
        var (heard, level) = await Tone.ListenAsync(format, stream);
        Assert.InRange(heard, hertz * 0.97, hertz * 1.03);
        Assert.InRange(level, expected - 1.5, expected + 1.5);
    }

    private static List<(byte[] Payload, TimeSpan Time)> Transcode(TranscodeSettings settings, List<(byte[] Payload, TimeSpan Time)> frames) =>
        Transcode(settings, frames, out _);

    private static List<(byte[] Payload, TimeSpan Time)> Transcode(
        TranscodeSettings settings, List<(byte[] Payload, TimeSpan Time)> frames, out byte[] config)
    {
        var packets = new List<(byte[], TimeSpan)>();
        using var transcoder = new AudioTranscoder(settings, (payload, time) => packets.Add((payload.ToArray(), time)));
        config = transcoder.Config;
        foreach (var (payload, time) in frames)
        {
            transcoder.Push(payload, time);
        }

        return packets;
    }
}
