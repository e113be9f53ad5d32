using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Rtp;

namespace Srs.Media.Protocols.Rtc;

/// <summary>What negotiation calls header extensions, in the words of the RTP plane.</summary>
internal static class RtcExtensions
{
    /// <summary>The identifiers of an m-line.</summary>
    public static RtpExtensionMap ToMap(RtcHeaderExtensions extensions) => new(
        (extensions[RtcHeaderExtension.TransportWideCc], RtpExtensionKind.TransportSequence),
        (extensions[RtcHeaderExtension.Mid], RtpExtensionKind.Mid),
        (extensions[RtcHeaderExtension.Rid], RtpExtensionKind.StreamId),
        (extensions[RtcHeaderExtension.RepairedRid], RtpExtensionKind.RepairedStreamId),
        (extensions[RtcHeaderExtension.AbsSendTime], RtpExtensionKind.AbsoluteSendTime),
        (extensions[RtcHeaderExtension.AudioLevel], RtpExtensionKind.AudioLevel),
        (extensions[RtcHeaderExtension.PlayoutDelay], RtpExtensionKind.PlayoutDelay));
}
