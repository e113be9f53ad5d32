using System.Globalization;

namespace Srs.Media.Protocols.Rtc.Dtls;

/// <summary>Names of alerts. RFC 5246 section 7.2; RFC 8446 section 6.</summary>
internal static class DtlsAlert
{
    /// <summary>Name and number, such as "handshake_failure (40)".</summary>
    public static string Describe(int number)
    {
        var name = number switch
        {
            0 => "close_notify",
            10 => "unexpected_message",
            20 => "bad_record_mac",
            22 => "record_overflow",
            40 => "handshake_failure",
            42 => "bad_certificate",
            43 => "unsupported_certificate",
            44 => "certificate_revoked",
            45 => "certificate_expired",
            46 => "certificate_unknown",
            47 => "illegal_parameter",
            48 => "unknown_ca",
            49 => "access_denied",
            50 => "decode_error",
            51 => "decrypt_error",
            70 => "protocol_version",
            71 => "insufficient_security",
            80 => "internal_error",
            90 => "user_canceled",
            109 => "missing_extension",
            110 => "unsupported_extension",
            _ => "of unknown name",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{name} ({number})");
    }
}
