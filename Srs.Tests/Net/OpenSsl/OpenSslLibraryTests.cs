using Srs.Media.Net.OpenSsl;

namespace Srs.Tests.Net.OpenSsl;

public sealed class OpenSslLibraryTests
{
    [Fact]
    public void TryLoad_Installed_ItsVersion()
    {
        Assert.True(OpenSslLibrary.TryLoad(out var reason));

        Assert.Null(reason);
        Assert.StartsWith("OpenSSL 3.", OpenSslLibrary.Version, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Missing_SaysWhatToInstall()
    {
        var reason = OpenSslLibrary.Load(["libcrypto.so.99", "libcrypto.so.98"], ["libssl.so.99"]);

        Assert.StartsWith("OpenSSL 3 is missing: libcrypto.so.99 cannot be loaded. Install", reason, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains("libssl3", reason, StringComparison.Ordinal);
        }
    }
}
