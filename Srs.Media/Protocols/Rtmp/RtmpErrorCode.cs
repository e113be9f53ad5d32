namespace Srs.Media.Protocols.Rtmp;

/// <summary>Why an RTMP session was refused or ended, by the numbers and names that SRS users know.</summary>
/// <remarks>The low byte is also the exit status in SRS. 1000-1999 are system errors that RTMP sessions report.</remarks>
internal enum RtmpErrorCode
{
    /// <summary>Nothing wrong.</summary>
    None = 0,

    /// <summary>The peer closed or reset the connection.</summary>
    SocketClosed = 1004,

    /// <summary>The peer sent or took nothing for too long.</summary>
    SocketTimeout = 1011,

    /// <summary>Somebody else publishes this stream.</summary>
    StreamBusy = 1028,

    /// <summary>No security rule allows or denies the address, and there is no default.</summary>
    SecurityCheck = 1052,

    /// <summary>A security rule denies the address.</summary>
    SecurityDeny = 1053,

    /// <summary>No security rule allows the address.</summary>
    SecurityAllow = 1054,

    /// <summary>The server has as many connections as it may.</summary>
    ConnectionsExceed = 1074,

    /// <summary>C0 asks for something other than plain RTMP.</summary>
    RtmpPlainRequired = 2000,

    /// <summary>A chunk header that its chunk stream does not allow here.</summary>
    RtmpChunkStart = 2001,

    /// <summary>A message is longer than allowed.</summary>
    RtmpMsgSize = 2002,

    /// <summary>AMF ends in the middle of a value.</summary>
    Amf0Decode = 2003,

    /// <summary>AMF that is malformed or exceeds <see cref="Wire.AmfLimits"/>.</summary>
    Amf0Invalid = 2004,

    /// <summary>A wrong connect command.</summary>
    RtmpConnect = 2005,

    /// <summary>A wrong tcUrl.</summary>
    RtmpTcUrl = 2006,

    /// <summary>A message body that is too short or malformed.</summary>
    RtmpDecode = 2007,

    /// <summary>A message that cannot be written.</summary>
    RtmpEncode = 2008,

    /// <summary>An AMF value that cannot be written.</summary>
    Amf0Encode = 2009,

    /// <summary>A chunk size out of range.</summary>
    RtmpChunkSize = 2010,

    /// <summary>The digest handshake does not fit; the simple one may.</summary>
    RtmpTrySimple = 2011,

    /// <summary>An unknown digest handshake schema.</summary>
    RtmpSchema = 2012,

    /// <summary>The length of a message changed within the message.</summary>
    RtmpPacketSize = 2013,

    /// <summary>No such vhost, or it is off.</summary>
    NoVhost = 2014,

    /// <summary>The referer is not allowed.</summary>
    SecurityDenied = 2015,

    /// <summary>The handshake failed.</summary>
    RtmpHandshake = 2016,

    /// <summary>Commands came before connect.</summary>
    RtmpNoRequest = 2017,

    /// <summary>Only RTMPS is allowed here.</summary>
    RtmpSslRequire = 2018,

    /// <summary>The duration that the player asked for has passed.</summary>
    DurationExceed = 2019,

    /// <summary>A malformed aggregate message.</summary>
    RtmpAggregate = 2024,

    /// <summary>No such stream.</summary>
    StreamNotFound = 2048,

    /// <summary>No such client.</summary>
    ClientNotFound = 2049,

    /// <summary>The stream name is empty.</summary>
    StreamNameEmpty = 2051,

    /// <summary>The client never said whether it plays or publishes.</summary>
    RtmpIdentify = 2055,

    /// <summary>Nobody watched the publisher for too long.</summary>
    KickoffForIdle = 2056,

    /// <summary>The client was sent to another server.</summary>
    RtmpRedirect = 2997,

    /// <summary>The client closed its stream and may start another.</summary>
    RtmpClose = 2998,

    /// <summary>The client unpublished and may publish again.</summary>
    RtmpRepublish = 2999,
}
