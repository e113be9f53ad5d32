using Srs.Media.Frames;
using Srs.Media.Protocols.Rtc.Sdp;

namespace Srs.Media.Protocols.Rtc;

/// <summary>A track of a stream on the packet plane, as its source sends it now.</summary>
/// <param name="Kind">Sound or pictures.</param>
/// <param name="Id">Number of the track within its stream, from 0 for each kind.</param>
/// <param name="Format">How it is coded.</param>
/// <param name="IsStereo">Whether its Opus has two channels.</param>
/// <param name="RequestKeyFrame">Wishes for a key frame, from any thread; null where none can be asked for.</param>
/// <param name="Pictures">What a player that joins gets first, where no key frame can be asked for.</param>
internal sealed record RtcTrack(
    MediaKind Kind, int Id, RtcFormat Format, bool IsStereo = false, Action? RequestKeyFrame = null, RtcPictures? Pictures = null);
