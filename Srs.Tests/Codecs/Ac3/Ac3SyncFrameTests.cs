using Srs.Media.Codecs.Ac3;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.Ac3;

public sealed class Ac3SyncFrameTests
{
    // Rate and channels as ffprobe reports them for the same file.
    public static readonly TheoryData<string, bool, int, int> Vectors = new()
    {
        { "ac3-48000-5.1.ac3", false, 48000, 6 },
        { "ac3-44100-stereo.ac3", false, 44100, 2 },
        { "ac3-32000-mono.ac3", false, 32000, 1 },
        { "eac3-48000-5.1.eac3", true, 48000, 6 },
        { "eac3-44100-mono.eac3", true, 44100, 1 },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void TryRead_EncodersFrame_IsWhatFfprobeSays(string vector, bool isEnhanced, int rate, int channels)
    {
        Assert.True(Ac3SyncFrame.TryRead(TestVectors.Read(vector), out var header));
        Assert.Equal(isEnhanced, header.IsEnhanced);
        Assert.Equal(new AudioFormat(rate, channels, 16, ""), header.ToAudioFormat());
    }

    [Theory]
    [InlineData(new byte[] { 0x0B, 0x77, 0, 0, 0x00, 0x48, 0x40 }, 24000, 2)] // bsid 9: half of 48 kHz, stereo
    [InlineData(new byte[] { 0x0B, 0x77, 0, 0, 0x40, 0x50, 0x20 }, 11025, 1)] // bsid 10: a quarter of 44.1 kHz, mono
    [InlineData(new byte[] { 0x0B, 0x77, 0, 0x10, 0xC4, 0x80 }, 24000, 2)] // E-AC-3 at a half rate
    [InlineData(new byte[] { 0x0B, 0x77, 0, 0x10, 0x01, 0x80 }, 48000, 3)] // E-AC-3: dual mono and low frequencies
    public void TryRead_RareRates(byte[] frame, int rate, int channels)
    {
        Assert.True(Ac3SyncFrame.TryRead(frame, out var header));
        Assert.Equal((rate, channels), (header.SampleRate, header.Channels));
    }

    [Theory]
    [InlineData(new byte[] { 0x0B, 0x78, 0, 0, 0x00, 0x40, 0x40, 0 })] // sync
    [InlineData(new byte[] { 0x0B, 0x77, 0, 0, 0xC0, 0x40, 0x40, 0 })] // rate
    [InlineData(new byte[] { 0x0B, 0x77, 0, 0x10, 0xF4, 0x80 })] // both rates
    [InlineData(new byte[] { 0x0B, 0x77, 0, 0, 0x00, 0x88, 0x40, 0 })] // bsid 17
    public void TryRead_ReservedValues_IsFalse(byte[] frame) => Assert.False(Ac3SyncFrame.TryRead(frame, out _));

    [Fact]
    public void TryRead_EveryTruncationOfTheHeader_IsFalse()
    {
        Assert.All(Mutations.Truncations(TestVectors.Read("ac3-48000-5.1.ac3")[..7]), cut => Assert.False(Ac3SyncFrame.TryRead(cut, out _)));
        Assert.All(Mutations.Truncations(TestVectors.Read("eac3-48000-5.1.eac3")[..6]), cut => Assert.False(Ac3SyncFrame.TryRead(cut, out _)));
    }

    [Fact]
    public void TryRead_Mutations_GiveAFormatOrFalse()
    {
        foreach (var mutated in Vectors.SelectMany(row => Mutations.Of(TestVectors.Read(row.Data.Item1)[..16], 3000)))
        {
            if (Ac3SyncFrame.TryRead(mutated, out var header))
            {
                Assert.InRange(header.SampleRate, 8000, 48000);
                Assert.InRange(header.Channels, 1, 6);
            }
        }
    }
}
