namespace Srs.Web.Hosting.Tls;

/// <summary>What is logged about certificates.</summary>
internal static partial class TlsLog
{
    [LoggerMessage(4010, LogLevel.Information, "TLS uses the certificate {File} for {Names}, valid until {NotAfter:u}.")]
    public static partial void Loaded(this ILogger logger, string file, string names, DateTimeOffset notAfter);

    [LoggerMessage(4011, LogLevel.Information, "TLS uses a self-signed certificate for {Names}, valid until {NotAfter:u}.")]
    public static partial void MadeSelfSigned(this ILogger logger, string names, DateTimeOffset notAfter);

    [LoggerMessage(4012, LogLevel.Information, "TLS uses the new certificate of {File} for {Names}, valid until {NotAfter:u}, for new connections.")]
    public static partial void Changed(this ILogger logger, string file, string names, DateTimeOffset notAfter);

    [LoggerMessage(4013, LogLevel.Warning, "TLS keeps its certificate, valid until {NotAfter:u}, because the new one cannot be used: {Fault}")]
    public static partial void KeptOld(this ILogger logger, string fault, DateTimeOffset notAfter);

    [LoggerMessage(4014, LogLevel.Warning, "TLS clients will refuse the certificate {File}: it is valid from {NotBefore:u} to {NotAfter:u}.")]
    public static partial void NotValidNow(this ILogger logger, string file, DateTimeOffset notBefore, DateTimeOffset notAfter);

    [LoggerMessage(4015, LogLevel.Error, "TLS could not look for new certificates by a fault of the server.")]
    public static partial void RefreshFailed(this ILogger logger, Exception exception);
}
