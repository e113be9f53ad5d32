namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>How a Set Peer Bandwidth is meant. RTMP 1.0 5.4.5.</summary>
internal enum RtmpBandwidthLimit : byte
{
    /// <summary>Send no more than this.</summary>
    Hard,

    /// <summary>This, or what was set before if that is less.</summary>
    Soft,

    /// <summary>Hard if the one before was hard, else ignored.</summary>
    Dynamic,
}

/// <summary>Set Peer Bandwidth: how much the receiver may send without an acknowledgement.</summary>
/// <remarks>
/// <code>
/// +------------------+-----------+
/// | window, bytes(32)| limit (8) |
/// +------------------+-----------+
/// </code>
/// RTMP 1.0 5.4.5.
/// </remarks>
/// <param name="Window">Bytes.</param>
/// <param name="Limit">How it is meant; peers may send other numbers.</param>
internal readonly record struct RtmpPeerBandwidth(uint Window, RtmpBandwidthLimit Limit)
{
    /// <summary>Bytes of the body.</summary>
    public const int Length = sizeof(uint) + 1;

    /// <exception cref="RtmpProtocolException">The body is too short.</exception>
    public static RtmpPeerBandwidth Read(ReadOnlySpan<byte> body)
    {
        RtmpControlMessage.CheckLength(RtmpMessageType.SetPeerBandwidth, body, Length);
        return new RtmpPeerBandwidth(RtmpControlMessage.Read(RtmpMessageType.SetPeerBandwidth, body), (RtmpBandwidthLimit)body[4]);
    }

    /// <summary>Writes the body.</summary>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> body)
    {
        body[RtmpControlMessage.Write(body, Window)] = (byte)Limit;
        return Length;
    }
}
