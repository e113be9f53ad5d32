namespace Srs.Web.Api;

/// <summary>Numbers in the <c>code</c> of an API answer, as SRS's users know them.</summary>
internal enum ApiErrorCode
{
    /// <summary>The settings are wrong (SRS's SystemConfigInvalid).</summary>
    ConfigInvalid = 1023,

    /// <summary>The caller may not do this, or a web page of another site asked for a change (SRS's SecurityDeny).</summary>
    SecurityDeny = 1053,

    /// <summary>The raw API knows no such call (SRS's SystemConfigRaw).</summary>
    RawParams = 1060,

    /// <summary>The raw API, or reloading by it, is switched off (SRS's SystemConfigRawDisabled).</summary>
    RawDisabled = 1061,

    /// <summary>The server has as many of these as it keeps (SRS's ConnectionsExceed).</summary>
    ConnectionsExceed = 1074,

    /// <summary>No virtual host has this id.</summary>
    NoVhost = 2014,

    /// <summary>The caller shows no credential, or a wrong one (SRS's SecurityDenied).</summary>
    SecurityDenied = 2015,

    /// <summary>No stream has this id.</summary>
    StreamNotFound = 2048,

    /// <summary>No client has this id.</summary>
    ClientNotFound = 2049,

    /// <summary>The client cannot be sent elsewhere (SRS's RtmpRedirect).</summary>
    RtmpRedirect = 2997,

    /// <summary>The body of the request is not what the route takes (SRS's JsonLoads).</summary>
    JsonLoads = 3063,

    /// <summary>The callback name is not one.</summary>
    HttpJsonp = 4058,
}
