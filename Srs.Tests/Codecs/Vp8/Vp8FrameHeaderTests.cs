using Srs.Media.Codecs.Vp8;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.Vp8;

public sealed class Vp8FrameHeaderTests
{
    [Fact]
    public void TryRead_EncodersFrames_TheKeyFrameTellsTheSize()
    {
        var frames = GetFrames();

        Assert.True(Vp8FrameHeader.TryRead(frames[0], out var header));
        Assert.Equal((0, 318, 178), (header.Version, header.Width, header.Height));
        Assert.All(frames.Skip(1), frame => Assert.False(Vp8FrameHeader.TryRead(frame, out _)));
    }

    [Fact]
    public void TryRead_Truncations_WrongStartCode_OrNoSize_IsFalse()
    {
        byte[] valid = [0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x40, 0x41, 0xB4, 0x00];

        Assert.True(Vp8FrameHeader.TryRead(valid, out var header));
        Assert.Equal((0x140, 180), (header.Width, header.Height));
        Assert.All(Mutations.Truncations(valid), cut => Assert.False(Vp8FrameHeader.TryRead(cut, out _)));
        Assert.False(Vp8FrameHeader.TryRead([0x10, 0, 0, 0x9D, 0x01, 0x2B, 0x40, 0x41, 0xB4, 0x00], out _));
        Assert.False(Vp8FrameHeader.TryRead([0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x00, 0x40, 0xB4, 0x00], out _));
    }

    [Fact]
    public void TryRead_Mutations_GiveASizeWithinLimitsOrFalse()
    {
        foreach (var mutated in Mutations.Of(GetFrames()[0][..16], 5000))
        {
            if (Vp8FrameHeader.TryRead(mutated, out var header))
            {
                Assert.InRange(header.Width, 1, 16383);
                Assert.InRange(header.Height, 1, 16383);
            }
        }
    }

    /// <summary>The frames of the IVF vector: a file header of 32 bytes, then 12 before each frame.</summary>
    internal static List<byte[]> GetFrames()
    {
        var file = TestVectors.Read("vp8-318x178.ivf");
        var frames = new List<byte[]>();
        for (var at = 32; at < file.Length;)
        {
            var length = BitConverter.ToInt32(file, at);
            frames.Add(file[(at + 12)..(at + 12 + length)]);
            at += 12 + length;
        }

        return frames;
    }
}
