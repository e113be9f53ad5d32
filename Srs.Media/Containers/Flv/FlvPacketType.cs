namespace Srs.Media.Containers.Flv;

/// <summary>What the payload of an AVC or AAC tag is: AVCPacketType and AACPacketType.</summary>
/// <remarks>Adobe Video File Format Specification 10.1, annexes E.4.2.1 and E.4.3.1.</remarks>
public enum FlvPacketType
{
    /// <summary>The codec configuration.</summary>
    SequenceHeader = 0,

    /// <summary>AVC NAL units, or a raw AAC access unit.</summary>
    Frame = 1,

    /// <summary>AVC only: the end of the sequence, without payload.</summary>
    EndOfSequence = 2,
}
