using Srs.Web.Configuration;

namespace Srs.Web.Hosting.Tls;

/// <summary>The certificate of one or more listeners: the newest good one of its files.</summary>
/// <remarks>
/// The contents of the files are compared, not their dates, so that every way of replacing them is seen: in place, by a renamed file, by
/// symbolic links as certbot and Kubernetes do. <see cref="Refresh"/> is for one thread; <see cref="Current"/> for all.
/// </remarks>
internal sealed class CertificateSource
{
    /// <summary>How long before its end a certificate of our own is replaced.</summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private readonly CertificatePaths _paths;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private PemFiles? _files;
    private (PemFiles? Files, string Fault) _seen;
    private string _reportedFault = "";
    private bool _isReportedInvalid;
    private volatile ServerCertificate _current;

    /// <summary>Loads the certificate.</summary>
    /// <exception cref="CertificateException">It cannot be used.</exception>
    public CertificateSource(CertificatePaths paths, TimeProvider clock, ILogger logger)
    {
        _paths = paths;
        _clock = clock;
        _logger = logger;
        if (paths.IsSelfSigned)
        {
            _current = SelfSignedCertificate.Create(clock.GetUtcNow());
        }
        else
        {
            _files = PemFiles.Read(paths);
            _current = PemCertificate.Load(_files, paths);
        }
    }

    /// <summary>The certificate for new connections.</summary>
    public ServerCertificate Current => _current;

    /// <summary>Tells the log which certificate is in use.</summary>
    public void Report()
    {
        if (_paths.IsSelfSigned)
        {
            _logger.MadeSelfSigned(_current.Names, _current.NotAfter);
        }
        else
        {
            _logger.Loaded(_paths.Cert, _current.Names, _current.NotAfter);
            ReportDates();
        }
    }

    /// <summary>Looks whether there is a new one. Called every few seconds; a change counts when two looks see the same.</summary>
    public void Refresh()
    {
        if (_paths.IsSelfSigned)
        {
            RenewSelfSigned();
            return;
        }

        ReportDates();
        var (files, fault) = Look();
        if (files is not null && files == _files)
        {
            _seen = default;
            _reportedFault = "";
            return;
        }

        if (_seen != (files, fault))
        {
            // Perhaps half written, or a new certificate whose key is yet to come.
            _seen = (files, fault);
            return;
        }

        if (files is not null)
        {
            fault = TryLoad(files);
        }

        if (fault.Length > 0 && fault != _reportedFault)
        {
            _logger.KeptOld(fault, _current.NotAfter);
        }

        _reportedFault = fault;
    }

    private (PemFiles? Files, string Fault) Look()
    {
        try
        {
            return (PemFiles.Read(_paths), "");
        }
        catch (CertificateException e)
        {
            return (null, e.Message);
        }
    }

    /// <returns>What is wrong with it; empty when it is in use now.</returns>
    private string TryLoad(PemFiles files)
    {
        try
        {
            _current = PemCertificate.Load(files, _paths);
            _files = files;
            _seen = default;
            _logger.Changed(_paths.Cert, _current.Names, _current.NotAfter);
            _isReportedInvalid = false;
            ReportDates();
            return "";
        }
        catch (CertificateException e)
        {
            return e.Message;
        }
    }

    private void RenewSelfSigned()
    {
        var now = _clock.GetUtcNow();
        if (now >= _current.NotAfter - RenewBefore)
        {
            _current = SelfSignedCertificate.Create(now);
            Report();
        }
    }

    private void ReportDates()
    {
        var now = _clock.GetUtcNow();
        if (!_isReportedInvalid && (now < _current.NotBefore || now >= _current.NotAfter))
        {
            _isReportedInvalid = true;
            _logger.NotValidNow(_paths.Cert, _current.NotBefore, _current.NotAfter);
        }
    }
}
