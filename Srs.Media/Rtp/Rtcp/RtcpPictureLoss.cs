namespace Srs.Media.Rtp.Rtcp;

/// <summary>PLI: a receiver of video lost its picture and needs a key frame.</summary>
/// <remarks>RFC 4585 §6.3.1.</remarks>
/// <param name="SenderSsrc">Who lost it.</param>
/// <param name="MediaSsrc">The source that should send a key frame.</param>
public readonly record struct RtcpPictureLoss(uint SenderSsrc, uint MediaSsrc)
{
    /// <summary>Bytes of the packet.</summary>
    public const int Length = RtcpFeedback.HeaderLength;

    private const int Format = 1;

    /// <summary>Reads it.</summary>
    /// <returns>False when it is something else, or too short.</returns>
    public static bool TryRead(RtcpPacket packet, out RtcpPictureLoss loss)
    {
        var isLoss = RtcpFeedback.Is(packet, RtcpPacketType.PayloadFeedback, Format);
        loss = isLoss ? new RtcpPictureLoss(RtcpFeedback.ReadSender(packet), RtcpFeedback.ReadMedia(packet)) : default;
        return isLoss;
    }

    /// <summary>Writes it.</summary>
    /// <param name="destination">Room for <see cref="Length"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        RtcpFeedback.WriteHeader(destination, RtcpPacketType.PayloadFeedback, Format, Length, SenderSsrc, MediaSsrc);
        return Length;
    }
}
