using Srs.Load;
using Srs.Load.Viewing;
using Srs.Media.Containers.Flv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Load.Viewing;

public sealed class MediaMessageTests
{
    [Fact]
    public void Of_Pictures_AreToldFromHeaders()
    {
        Assert.True(MediaMessage.Of(FlvTagType.Video, 0, TestMedia.KeyFrame(1)).IsPicture);
        Assert.False(MediaMessage.Of(FlvTagType.Video, 0, TestMedia.AvcHeader).IsPicture);
        Assert.False(MediaMessage.Of(FlvTagType.Audio, 0, TestMedia.AacFrame(1)).IsPicture);
        Assert.False(MediaMessage.Of(FlvTagType.Video, 0, []).IsPicture);
    }

    [Theory]
    [InlineData(0x90, false)]
    [InlineData(0x91, true)]
    [InlineData(0x92, false)]
    [InlineData(0xA3, true)]
    public void Of_EnhancedVideo_GoesByItsPacketType(byte first, bool isPicture) =>
        Assert.Equal(isPicture, MediaMessage.Of(FlvTagType.Video, 0, [first, .. "hvc1"u8, 0, 0, 0]).IsPicture);

    [Fact]
    public void Of_StampedPicture_TellsItsTime()
    {
        var stamp = new byte[CaptureStamp.Length];
        CaptureStamp.Write(stamp, 77);
        var body = TestMedia.KeyFrame(1);

        Assert.Equal(77, MediaMessage.Of(FlvTagType.Video, 0, [.. body[..5], .. stamp, .. body[5..]]).Stamp);
    }
}
