using Srs.Media.Codecs.Mp3;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.Mp3;

public sealed class Mp3FrameHeaderTests
{
    // Header, version, layer, kbit/s, rate, channels, samples, bytes.
    public static readonly TheoryData<byte[], Mp3Version, int, int, int, int, int, int> Headers = new()
    {
        { [0xFF, 0xFB, 0x90, 0x00], Mp3Version.Mpeg1, 3, 128, 44100, 2, 1152, 417 },
        { [0xFF, 0xFB, 0x92, 0x00], Mp3Version.Mpeg1, 3, 128, 44100, 2, 1152, 418 },
        { [0xFF, 0xFB, 0x94, 0xC4], Mp3Version.Mpeg1, 3, 128, 48000, 1, 1152, 384 },
        { [0xFF, 0xF3, 0x48, 0xC4], Mp3Version.Mpeg2, 3, 32, 16000, 1, 576, 144 },
        { [0xFF, 0xE3, 0x28, 0xC4], Mp3Version.Mpeg25, 3, 16, 8000, 1, 576, 144 },
        { [0xFF, 0xFD, 0x84, 0x00], Mp3Version.Mpeg1, 2, 128, 48000, 2, 1152, 384 },
        { [0xFF, 0xFF, 0xC2, 0x00], Mp3Version.Mpeg1, 1, 384, 44100, 2, 384, 420 },
        { [0xFF, 0xF7, 0x80, 0x00], Mp3Version.Mpeg2, 1, 128, 22050, 2, 384, 276 },
        { [0xFF, 0xFB, 0x00, 0x00], Mp3Version.Mpeg1, 3, 0, 44100, 2, 1152, 0 },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void TryRead_KnownHeaders(
        byte[] bytes, Mp3Version version, int layer, int kilobits, int rate, int channels, int samples, int length)
    {
        Assert.True(Mp3FrameHeader.TryRead(bytes, out var header));
        Assert.Equal((version, layer, kilobits * 1000), (header.Version, header.Layer, header.BitsPerSecond));
        Assert.Equal((rate, channels), (header.SampleRate, header.Channels));
        Assert.Equal((samples, length), (header.SamplesPerFrame, header.FrameLength));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFB, 0x90 })]
    [InlineData(new byte[] { 0xFE, 0xFB, 0x90, 0x00 })] // no sync word
    [InlineData(new byte[] { 0xFF, 0xEB, 0x90, 0x00 })] // reserved version
    [InlineData(new byte[] { 0xFF, 0xF9, 0x90, 0x00 })] // reserved layer
    [InlineData(new byte[] { 0xFF, 0xFB, 0xF0, 0x00 })] // forbidden bit rate
    [InlineData(new byte[] { 0xFF, 0xFB, 0x9C, 0x00 })] // reserved rate
    public void TryRead_Damaged_IsFalse(byte[] bytes)
    {
        Assert.False(Mp3FrameHeader.TryRead(bytes, out var header));
        Assert.Equal(default, header);
        Assert.Equal(0, header.FrameLength);
    }

    [Fact]
    public void TryRead_Mutations_GiveAValueOrFalse()
    {
        foreach (var mutated in Headers.SelectMany((row, i) => Mutations.Of(row.Data.Item1, 500, i)))
        {
            if (Mp3FrameHeader.TryRead(mutated, out var header))
            {
                Assert.InRange(header.SampleRate, 8000, 48000);
                Assert.InRange(header.FrameLength, 0, 5000);
            }
        }
    }
}
