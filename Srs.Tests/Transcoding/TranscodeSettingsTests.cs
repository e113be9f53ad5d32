using Srs.Media.Frames;
using Srs.Media.Transcoding;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Transcoding;

public sealed class TranscodeSettingsTests
{
    private static readonly TranscodeSettings Settings = new(MediaCodec.Aac, 44_100, 2, new byte[] { 0x12, 0x10 }, MediaCodec.Opus, 48_000);

    [Fact]
    public void TryRead_Written_IsTheSame()
    {
        Assert.True(TranscodeSettings.TryRead(Settings.ToBytes(), out var read));

        Assert.Equal(Settings with { Config = default }, read! with { Config = default });
        Assert.Equal(Settings.Config.ToArray(), read.Config.ToArray());
    }

    [Fact]
    public void TryRead_TruncatedOrMutated_FalseOrInRange()
    {
        var valid = Settings.ToBytes();
        Assert.All(Mutations.Truncations(valid[..11]), static part => Assert.False(TranscodeSettings.TryRead(part, out _)));
        foreach (var mutated in Mutations.Of(valid, 5000))
        {
            if (TranscodeSettings.TryRead(mutated, out var read))
            {
                Assert.InRange(read!.SampleRate, 0, AudioTranscoder.MaxSampleRate);
                Assert.InRange(read.Channels, 0, TranscodeSettings.MaxChannels);
                Assert.InRange(read.Bitrate, 0, AudioTranscoder.MaxBitrate);
            }
        }
    }

    [Theory]
    [InlineData(MediaCodec.Aac, true, 2, true)]
    [InlineData(MediaCodec.Aac, false, 2, false)]
    [InlineData(MediaCodec.Mp3, false, 2, true)]
    [InlineData(MediaCodec.G711ALaw, false, 1, true)]
    [InlineData(MediaCodec.Opus, false, 2, true)]
    [InlineData(MediaCodec.Opus, false, 6, false)]
    [InlineData(MediaCodec.Mp3, false, 9, false)]
    [InlineData(MediaCodec.Speex, false, 1, false)]
    public void CanTranscode_Track_AsItsCodecAllows(MediaCodec codec, bool hasConfig, int channels, bool expected)
    {
        var track = new TrackInfo
        {
            Kind = MediaKind.Audio,
            Codec = codec,
            Config = hasConfig ? new byte[] { 0x12, 0x10 } : default,
            Audio = new AudioFormat(44_100, channels, 16, ""),
        };

        Assert.Equal(expected, TranscodeSettings.CanTranscode(track));
    }
}
