using Srs.Media.Codecs.Flac;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.Flac;

public sealed class FlacStreamInfoTests
{
    [Fact]
    public void TryRead_EncodersFile_IsWhatFfprobeSays()
    {
        Assert.True(FlacStreamInfo.TryRead(GetConfig(), out var info));
        Assert.Equal(new AudioFormat(44100, 2, 16, ""), info.ToAudioFormat());
    }

    [Fact]
    public void TryRead_BlockOutOfDfLa_IsWhatFfprobeSays()
    {
        // Version and flags of the box, then the block with its header.
        var box = Mp4Vector.GetBox("flac-48000-mono-24.mp4", "dfLa");

        Assert.True(FlacStreamInfo.TryRead(box.AsSpan(8), out var info));
        Assert.Equal(new AudioFormat(48000, 1, 24, ""), info.ToAudioFormat());
        byte[] expected = [.. "fLaC"u8, .. box[4..]];
        Assert.Equal(expected, FlacStreamInfo.ToCanonical(box.AsSpan(8)));
        Assert.Equal(expected, FlacStreamInfo.ToCanonical(expected));
    }

    [Fact]
    public void TryRead_EveryTruncation_IsFalse() => Assert.All(
        Mutations.Truncations(GetConfig()).Concat(Mutations.Truncations(GetConfig()[8..])),
        cut => Assert.False(FlacStreamInfo.TryRead(cut, out _)));

    [Theory]
    [InlineData(4, 1)] // another block first
    [InlineData(7, 35)] // another length
    public void TryRead_Damaged_IsFalse(int at, byte value)
    {
        var config = GetConfig();
        config[at] = value;

        Assert.False(FlacStreamInfo.TryRead(config, out _));
    }

    [Fact]
    public void TryRead_Mutations_GiveAFormatOrFalse()
    {
        foreach (var mutated in Mutations.Of(GetConfig(), 5000))
        {
            if (FlacStreamInfo.TryRead(mutated, out var info))
            {
                Assert.InRange(info.SampleRate, 1, 0xFFFFF);
                Assert.InRange(info.Channels, 1, 8);
                Assert.InRange(info.BitsPerSample, 4, 32);
            }
        }
    }

    /// <summary>Signature and STREAMINFO of the vector.</summary>
    internal static byte[] GetConfig() => TestVectors.Read("flac-44100-stereo.flac")[..42];
}
