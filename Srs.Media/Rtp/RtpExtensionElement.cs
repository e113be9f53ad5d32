namespace Srs.Media.Rtp;

/// <summary>Where an element of a header extension lies.</summary>
/// <param name="Id">Its local identifier, 1 to 14 in the one-byte form, 1 to 255 in the two-byte form.</param>
/// <param name="Length">Bytes of data, 0 to 255.</param>
/// <param name="Offset">Where the data begin in the packet.</param>
public readonly record struct RtpExtensionElement(byte Id, byte Length, ushort Offset);
