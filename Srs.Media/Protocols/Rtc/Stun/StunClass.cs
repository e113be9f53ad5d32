namespace Srs.Media.Protocols.Rtc.Stun;

/// <summary>What a message is to its transaction, as its bits stand in the type; RFC 8489 5.</summary>
internal enum StunClass : ushort
{
    Request = 0x0000,
    Indication = 0x0010,
    Success = 0x0100,
    Error = 0x0110,
}
