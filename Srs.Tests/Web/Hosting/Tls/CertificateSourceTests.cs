using Microsoft.Extensions.Logging;
using Srs.Tests.TestSupport;
using Srs.Web.Configuration;
using Srs.Web.Hosting.Tls;

namespace Srs.Tests.Web.Hosting.Tls;

/// <summary>Certificates that change while the server runs.</summary>
public sealed class CertificateSourceTests : IDisposable
{
    private readonly TestCertificates _files = new();
    private readonly LogCollector _log = new();

    [Fact]
    public void Refresh_NothingChanged_KeepsIt()
    {
        var source = Open(TestCertificates.SelfSigned());
        var before = source.Current;

        Refresh(source, 5);

        Assert.Same(before, source.Current);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public void Refresh_NewFiles_TakesThemAtTheSecondLook()
    {
        var source = Open(TestCertificates.SelfSigned());
        var before = source.Current;
        Write(TestCertificates.SelfSigned());

        source.Refresh();
        Assert.Same(before, source.Current);
        source.Refresh();

        Assert.NotEqual(before.Leaf.Thumbprint, source.Current.Leaf.Thumbprint);
        Assert.True(before.Leaf.HasPrivateKey, "connections still use the old one");
        Assert.Equal(4012, _log.Lines[^1].EventId);
        Assert.Equal(LogLevel.Information, _log.Lines[^1].Level);
        Refresh(source, 5);
        Assert.Equal(2, _log.Lines.Count);
    }

    [Fact]
    public void Refresh_CertBeforeKey_IsNoFault()
    {
        var source = Open(TestCertificates.SelfSigned());
        var before = source.Current;
        var (cert, key) = TestCertificates.SelfSigned();

        _files.Write("cert.pem", cert);
        source.Refresh();
        _files.Write("key.pem", key);
        Refresh(source, 2);

        Assert.NotSame(before, source.Current);
        Assert.DoesNotContain(_log.Lines, static line => line.Level >= LogLevel.Warning);
    }

    [Theory]
    [InlineData("half")]
    [InlineData("empty")]
    [InlineData("missing")]
    [InlineData("other")]
    public void Refresh_BadFiles_KeepsTheOldWithOneWarning(string what)
    {
        var source = Open(TestCertificates.SelfSigned());
        var before = source.Current;
        var (cert, key) = TestCertificates.SelfSigned();
        switch (what)
        {
            case "half":
                _files.Write("cert.pem", cert[..(cert.Length / 2)]);
                break;
            case "empty":
                _files.Write("key.pem", "");
                break;
            case "missing":
                File.Delete(_files["cert.pem"]);
                break;
            default:
                _files.Write("key.pem", key);
                break;
        }

        Refresh(source, 10);

        Assert.Same(before, source.Current);
        var warning = Assert.Single(_log.Lines, static line => line.Level >= LogLevel.Warning);
        Assert.Equal((LogLevel.Warning, 4013), (warning.Level, warning.EventId));

        Write((cert, key));
        Refresh(source, 2);
        Assert.NotSame(before, source.Current);
    }

    [Fact]
    public void Refresh_OldFilesComeBack_NextFaultIsToldAgain()
    {
        var good = TestCertificates.SelfSigned();
        var source = Open(good);
        for (var i = 0; i < 2; i++)
        {
            File.Delete(_files["key.pem"]);
            Refresh(source, 5);
            Write(good);
            Refresh(source, 5);
        }

        Assert.Equal(2, _log.Lines.Count(static line => line.Level == LogLevel.Warning));
    }

    [Fact]
    public void Refresh_SymbolicLinkOfFolderSwapped_IsSeen()
    {
        // As Kubernetes does: cert.pem -> ..data/cert.pem, ..data -> the newest folder.
        MakeFolder("first");
        Directory.CreateSymbolicLink(_files["..data"], "first");
        File.CreateSymbolicLink(_files["cert.pem"], "..data/cert.pem");
        File.CreateSymbolicLink(_files["key.pem"], "..data/key.pem");
        var source = new CertificateSource(Paths, TimeProvider.System, _log.CreateLogger<CertificateSource>());
        var before = source.Current;

        MakeFolder("second");
        File.Delete(_files["..data"]);
        Directory.CreateSymbolicLink(_files["..data"], "second");
        Refresh(source, 2);

        Assert.NotEqual(before.Leaf.Thumbprint, source.Current.Leaf.Thumbprint);
    }

    [Fact]
    public void Open_Expired_WarnsOnce()
    {
        var source = Open(TestCertificates.SelfSigned(validDays: -1));

        Refresh(source, 3);

        Assert.Equal(4014, Assert.Single(_log.Lines, static line => line.Level == LogLevel.Warning).EventId);
    }

    [Fact]
    public void Refresh_ExpiresMeanwhile_WarnsOnce()
    {
        var clock = new ManualTimeProvider();
        clock.Advance(DateTimeOffset.UtcNow - clock.GetUtcNow());
        Write(TestCertificates.SelfSigned(validDays: 10));
        var source = new CertificateSource(Paths, clock, _log.CreateLogger<CertificateSource>());
        Refresh(source, 3);
        Assert.DoesNotContain(_log.Lines, static line => line.Level == LogLevel.Warning);

        clock.Advance(TimeSpan.FromDays(11));
        Refresh(source, 3);

        Assert.Single(_log.Lines, static line => line.EventId == 4014);
    }

    [Fact]
    public void Refresh_SelfSigned_IsRenewedBeforeItsEnd()
    {
        var clock = new ManualTimeProvider();
        var source = new CertificateSource(CertificatePaths.SelfSigned, clock, _log.CreateLogger<CertificateSource>());
        var before = source.Current;
        clock.Advance(TimeSpan.FromDays(330));
        source.Refresh();
        Assert.Same(before, source.Current);

        clock.Advance(TimeSpan.FromDays(10));
        source.Refresh();

        Assert.NotSame(before, source.Current);
        Assert.True(source.Current.NotAfter > clock.GetUtcNow().AddDays(360));
    }

    public void Dispose()
    {
        _files.Dispose();
        _log.Dispose();
    }

    private CertificatePaths Paths => new(_files["cert.pem"], _files["key.pem"]);

    private static void Refresh(CertificateSource source, int times)
    {
        for (; times > 0; times--)
        {
            source.Refresh();
        }
    }

    private CertificateSource Open((string Cert, string Key) files)
    {
        Write(files);
        var source = new CertificateSource(Paths, TimeProvider.System, _log.CreateLogger<CertificateSource>());
        source.Report();
        return source;
    }

    private void Write((string Cert, string Key) files)
    {
        _files.Write("cert.pem", files.Cert);
        _files.Write("key.pem", files.Key);
    }

    private void MakeFolder(string name)
    {
        Directory.CreateDirectory(_files[name]);
        var (cert, key) = TestCertificates.SelfSigned();
        _files.Write($"{name}/cert.pem", cert);
        _files.Write($"{name}/key.pem", key);
    }
}
