namespace Srs.Media.Protocols.Rtmp;

/// <summary>Extensions of the protocol: CapsExMask.</summary>
[Flags]
public enum RtmpExtensions : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Connects again when asked to.</summary>
    Reconnect = 1,

    /// <summary>Reads bodies of other tracks than the default one.</summary>
    Multitrack = 2,

    /// <summary>Reads bodies with modifiers, and leaves out those that it does not know.</summary>
    ModEx = 4,

    /// <summary>Adds the modifier's nanoseconds to the time.</summary>
    TimestampNanoOffset = 8,
}
