using Srs.Media.Codecs.Aac;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.Aac;

public sealed class AudioSpecificConfigTests
{
    // Bytes, output rate, channels, profile.
    public static readonly TheoryData<byte[], int, int, string> Configs = new()
    {
        { [0x12, 0x10], 44100, 2, "LC" },
        { [0x11, 0x88], 48000, 1, "LC" },
        { [0x11, 0xB0], 48000, 6, "LC" },
        { [0x11, 0xB8], 48000, 8, "LC" },
        { [0x0A, 0x10], 44100, 2, "Main" },
        { [0x1A, 0x10], 44100, 2, "SSR" },
        { [0x22, 0x10], 44100, 2, "LTP" },
        { [0x2B, 0x92, 0x08, 0x00], 44100, 2, "HE" }, // explicit, hierarchical
        { [0xEB, 0x8A, 0x08, 0x00], 44100, 2, "HEv2" }, // mono core, stereo output
        { [0x13, 0x90, 0x56, 0xE5, 0xA0], 44100, 2, "HE" }, // explicit, backward compatible
        { [0x13, 0x88, 0x56, 0xE5, 0xA5, 0x48, 0x80], 44100, 2, "HEv2" },
        { [0x13, 0x90, 0x56, 0xE5, 0x00], 22050, 2, "LC" }, // SBR said to be absent
        { [0x17, 0x80, 0x3C, 0x68, 0x10], 30928, 2, "LC" }, // rate in full: 0x0078D0
        { [0xF8, 0xE8, 0x50, 0x00], 44100, 2, "ELD" }, // escaped object type 39
        { [0xF9, 0x48, 0x40], 44100, 2, "xHE" }, // escaped object type 42
        { [0xB9, 0x88, 0x00], 48000, 1, "LD" },
    };

    public static readonly TheoryData<string, int, int> Vectors = new()
    {
        { "aac-lc-44100-stereo.flv", 44100, 2 },
        { "aac-lc-48000-mono.flv", 48000, 1 },
        { "aac-lc-48000-5.1.flv", 48000, 6 },
    };

    [Theory]
    [MemberData(nameof(Configs))]
    public void TryRead_KnownConfigs(byte[] bytes, int rate, int channels, string profile)
    {
        Assert.True(AudioSpecificConfig.TryRead(bytes, out var config));
        Assert.Equal(new AudioFormat(rate, channels, 16, profile), config.ToAudioFormat());
    }

    [Fact]
    public void TryRead_ExplicitSbr_TellsTheCoreToo()
    {
        Assert.True(AudioSpecificConfig.TryRead([0x2B, 0x92, 0x08, 0x00], out var config));
        Assert.Equal((2, 22050, 44100, 1024), (config.ObjectType, config.CoreSampleRate, config.SampleRate, config.CoreSamplesPerFrame));
    }

    [Fact]
    public void TryRead_ShortFrames_AreTold()
    {
        Assert.True(AudioSpecificConfig.TryRead([0x12, 0x14], out var config));
        Assert.Equal(960, config.CoreSamplesPerFrame);
        Assert.True(AudioSpecificConfig.TryRead([0xB9, 0x88, 0x00], out config));
        Assert.Equal(512, config.CoreSamplesPerFrame);
    }

    [Fact]
    public void TryRead_ProgramConfigElement_CountsItsSpeakers()
    {
        // Channel configuration 0; one front pair, one front centre, one back pair, one low frequency element, a comment of 2 bytes.
        var bits = "00010 0011 0000 0 0 0" + "0000 01 0011 0010 0000 0001 01 000 0000 0 0 0" + "1 0000 0 0000 1 0001 0000";
        var bytes = Pack(bits);

        Assert.True(AudioSpecificConfig.TryRead([.. bytes, 2, (byte)'o', (byte)'k'], out var config));
        Assert.Equal((6, 48000), (config.Channels, config.SampleRate));
        Assert.False(AudioSpecificConfig.TryRead([.. bytes, 2, (byte)'o'], out _));
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x12 })]
    [InlineData(new byte[] { 0x02, 0x10 })] // object type 0
    [InlineData(new byte[] { 0x16, 0x90 })] // rate index 13
    [InlineData(new byte[] { 0x17, 0x80, 0x00, 0x00, 0x10 })] // rate 0 in full
    [InlineData(new byte[] { 0x2B, 0x92 })] // cut off within the extension's rate
    public void TryRead_Damaged_IsFalse(byte[] bytes)
    {
        Assert.False(AudioSpecificConfig.TryRead(bytes, out var config));
        Assert.Equal(default, config);
    }

    [Fact]
    public void TryRead_TooLong_IsFalse()
    {
        var bytes = new byte[AudioSpecificConfig.MaxLength + 1];
        bytes[0] = 0x12;
        bytes[1] = 0x10;

        Assert.True(AudioSpecificConfig.TryRead(bytes.AsSpan(0, AudioSpecificConfig.MaxLength), out _));
        Assert.False(AudioSpecificConfig.TryRead(bytes, out _));
    }

    [Fact]
    public void TryRead_EveryTruncation_IsFalseOrTheCore()
    {
        byte[] whole = [0x13, 0x88, 0x56, 0xE5, 0xA5, 0x48, 0x80];
        foreach (var cut in Mutations.Truncations(whole))
        {
            Assert.Equal(cut.Length >= 2, AudioSpecificConfig.TryRead(cut, out var config));
            Assert.True(cut.Length < 2 || config.CoreSampleRate == 22050);
        }
    }

    [Fact]
    public void TryRead_Mutations_GiveARateOrFalse()
    {
        var seeds = Configs.Select(row => row.Data.Item1);
        foreach (var mutated in seeds.SelectMany((seed, i) => Mutations.Of(seed, 1000, i)))
        {
            if (AudioSpecificConfig.TryRead(mutated, out var config))
            {
                Assert.InRange(config.SampleRate, 1, 0xFFFFFF);
                Assert.InRange(config.Channels, 0, 100);
                Assert.NotNull(config.Profile);
            }
        }
    }

    private static byte[] Pack(string bits)
    {
        bits = bits.Replace(" ", "", StringComparison.Ordinal);
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '0');
        return [.. bits.Chunk(8).Select(octet => Convert.ToByte(new string(octet), 2))];
    }
}
