namespace Srs.Media.Protocols.Rtmp;

/// <summary>What a peer does with a codec: FourCcInfoMask.</summary>
[Flags]
public enum RtmpCodecUse : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Shows or plays it.</summary>
    CanDecode = 1,

    /// <summary>Makes it.</summary>
    CanEncode = 2,

    /// <summary>Passes it on.</summary>
    CanForward = 4,

    /// <summary>All of these, as <c>fourCcList</c> means it.</summary>
    All = CanDecode | CanEncode | CanForward,
}
