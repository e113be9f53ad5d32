namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>What a message carries. RTMP 1.0 5.4, 6.2 and 7.1; a peer may send numbers that have no name here.</summary>
internal enum RtmpMessageType : byte
{
    /// <summary>New chunk size of the sender.</summary>
    SetChunkSize = 1,

    /// <summary>An unfinished message will not be finished.</summary>
    Abort = 2,

    /// <summary>Bytes received so far.</summary>
    Acknowledgement = 3,

    /// <summary>Stream begin, ping and the like.</summary>
    UserControl = 4,

    /// <summary>How often the receiver is to acknowledge.</summary>
    WindowAckSize = 5,

    /// <summary>How much the receiver may send without acknowledgement.</summary>
    SetPeerBandwidth = 6,

    /// <summary>Sound: an FLV audio tag body.</summary>
    Audio = 8,

    /// <summary>Pictures: an FLV video tag body.</summary>
    Video = 9,

    /// <summary>Metadata and script data in AMF3.</summary>
    DataAmf3 = 15,

    /// <summary>Shared object in AMF3.</summary>
    SharedObjectAmf3 = 16,

    /// <summary>Command in AMF3.</summary>
    CommandAmf3 = 17,

    /// <summary>Metadata and script data in AMF0.</summary>
    DataAmf0 = 18,

    /// <summary>Shared object in AMF0.</summary>
    SharedObjectAmf0 = 19,

    /// <summary>Command in AMF0.</summary>
    CommandAmf0 = 20,

    /// <summary>Several messages in one, as FLV tags.</summary>
    Aggregate = 22,
}
