namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>What a STUN message led to.</summary>
/// <param name="ResponseLength">Bytes of the answer, to be sent where the message came from; 0 for none.</param>
/// <param name="Refusal">Why it did not count.</param>
/// <param name="IsNewPath">Whether the peer was not known on this path before: from now on packets that come by it are the peer's.</param>
/// <param name="SelectedChanged">Whether what is sent takes another path from now on: <see cref="IceLiteAgent.Selected"/>.</param>
/// <param name="Forgotten">A path that was given up because the peer has too many; its packets are nobody's again.</param>
internal readonly record struct IceReply(int ResponseLength, IceRefusal Refusal, bool IsNewPath, bool SelectedChanged, IcePath? Forgotten);
