namespace Srs.Media.Rtp;

/// <summary>A header extension of a received packet that goes to viewers as it is.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Length">Bytes of data, 0 to 255.</param>
/// <param name="Offset">Where they begin in the packet.</param>
internal readonly record struct RtpPacketExtension(RtpExtensionKind Kind, byte Length, ushort Offset);
