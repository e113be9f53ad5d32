using Srs.Media.Codecs.Aac;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.Aac;

public sealed class AdtsFrameTests
{
    /// <summary>AAC LC, 44100 Hz, stereo, two bytes of payload; the second with a checksum.</summary>
    private static readonly byte[] Plain = [0xFF, 0xF1, 0x50, 0x80, 0x01, 0x3F, 0xFC, 0xAA, 0xBB];
    private static readonly byte[] Checked = [0xFF, 0xF8, 0x50, 0x80, 0x01, 0x7F, 0xFC, 0x12, 0x34, 0xAA, 0xBB];

    [Fact]
    public void TryRead_Header_GivesItsFields()
    {
        Assert.True(AdtsFrame.TryRead(Plain, out var frame));
        Assert.Equal(new AdtsFrame(2, 4, 2, 7, 9), frame);
        Assert.Equal(44100, frame.SampleRate);
        Assert.Equal([0x12, 0x10], frame.ToAudioSpecificConfig());
        Assert.True(AdtsFrame.TryRead(Checked, out frame));
        Assert.Equal(new AdtsFrame(2, 4, 2, 9, 11), frame);
    }

    [Fact]
    public void TryRead_TruncatedOrDamaged_GivesFalseOrAFrameWithinLimits()
    {
        foreach (var bytes in Mutations.Truncations(Plain[..7]))
        {
            Assert.False(AdtsFrame.TryRead(bytes, out _));
        }

        foreach (var bytes in Mutations.Of(Plain, 2000))
        {
            if (AdtsFrame.TryRead(bytes, out var frame))
            {
                Assert.InRange(frame.Length, frame.HeaderLength + 1, AdtsFrame.MaxLength);
                Assert.True(AudioSpecificConfig.TryRead(frame.ToAudioSpecificConfig(), out var config));
                Assert.Equal(frame.SampleRate, config.CoreSampleRate);
            }
        }
    }

    [Fact]
    public async Task Reader_FramesInPieces_GivesThemWhole()
    {
        var pool = new TrackingBufferPool();
        var reader = new AdtsReader(new PieceStream([.. Plain, .. Checked, .. Plain[..8]], 3), pool);
        var lengths = new List<int>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } frame)
        {
            lengths.Add(frame.Length);
            frame.Dispose();
        }

        Assert.Equal([9, 11], lengths);
        pool.AssertAllReturned();
        await Assert.ThrowsAsync<InvalidDataException>(async () => await new AdtsReader(new MemoryStream(new byte[20])).ReadAsync(TestContext.Current.CancellationToken));
    }
}
