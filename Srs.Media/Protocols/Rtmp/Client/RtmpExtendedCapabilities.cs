namespace Srs.Media.Protocols.Rtmp.Client;

/// <summary>What a peer understands beyond codecs: capsEx of connect.</summary>
/// <remarks>Enhanced RTMP v2, "Enhancing NetConnection connect Command" (CapsExMask). Other bits may come in.</remarks>
[Flags]
public enum RtmpExtendedCapabilities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reconnect requests.</summary>
    Reconnect = 1,

    /// <summary>Several tracks of a kind.</summary>
    Multitrack = 2,

    /// <summary>Modifiers before a packet.</summary>
    ModEx = 4,

    /// <summary>Nanoseconds on top of the timestamp.</summary>
    TimestampNanoOffset = 8,
}
