using Srs.Media.Net.FFmpeg;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Net.FFmpeg;

public sealed class FFmpegLibraryTests
{
    [RequiresToolFact("ffmpeg")]
    public void TryLoad_Installed_ItsVersion()
    {
        Assert.True(FFmpegLibrary.TryFind(out _));
        Assert.True(FFmpegLibrary.TryLoad(out var reason));

        Assert.Null(reason);
        Assert.NotEqual("", FFmpegLibrary.Version);
    }

    [Fact]
    public void Find_Missing_SaysWhatToInstall()
    {
        var reason = FFmpegLibrary.Find([new(["libavutil.so.99"], ["libavcodec.so.99"], ["libavfilter.so.99"])]);

        Assert.StartsWith("FFmpeg's libraries (5.1 to 9) are missing: no libavfilter.so.99", reason, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains("Install the package ffmpeg", reason, StringComparison.Ordinal);
        }
    }
}
