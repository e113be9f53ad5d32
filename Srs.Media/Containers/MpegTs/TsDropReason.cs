namespace Srs.Media.Containers.MpegTs;

/// <summary>Why something of a transport stream gave no frame.</summary>
public enum TsDropReason
{
    /// <summary>Nothing was lost.</summary>
    None,

    /// <summary>Packets of the PES packet are missing, or it ended before its announced length.</summary>
    LostPackets,

    /// <summary>The PES packet has no header, or a damaged one.</summary>
    DamagedPes,

    /// <summary>The PES packet is longer than is taken.</summary>
    TooLong,

    /// <summary>What is in the PES packet is not what the program map says, or damaged.</summary>
    DamagedFrame,

    /// <summary>The frame has no time, and none can be told from the one before.</summary>
    NoTime,
}
