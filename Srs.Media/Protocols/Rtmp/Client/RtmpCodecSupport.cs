namespace Srs.Media.Protocols.Rtmp.Client;

/// <summary>What a peer can do with a codec.</summary>
/// <remarks>Enhanced RTMP v2, "Enhancing NetConnection connect Command" (FourCcInfoMask). Other bits may come in.</remarks>
[Flags]
public enum RtmpCodecSupport
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Decodes it.</summary>
    Decode = 1,

    /// <summary>Encodes it.</summary>
    Encode = 2,

    /// <summary>Passes it on.</summary>
    Forward = 4,
}
