using System.Text;
using Srs.Media.Frames;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Writes the fragment that answers an ICE restart (RFC 9725 §4.3.3).</summary>
public static class SdpFragmentWriter
{
    /// <summary>Writes it.</summary>
    /// <param name="agreement">What was agreed upon at first; nothing but ICE changes.</param>
    /// <param name="ice">Our new credentials.</param>
    /// <param name="candidates">Our candidates, as text with or without <c>candidate:</c> before it.</param>
    /// <returns>The fragment, with CR LF.</returns>
    public static string Write(RtcAgreement agreement, RtcIceParameters ice, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(agreement);
        ArgumentNullException.ThrowIfNull(ice);
        var text = new StringBuilder();
        RtcMediaAgreement[] accepted = [.. agreement.Accepted];
        string[] mids = [.. accepted.Select(static media => media.Mid).Where(static mid => mid.Length > 0)];
        SdpAttribute[] session = mids.Length == 0 ? [new("ice-lite")] : [new("ice-lite"), new("group", $"BUNDLE {string.Join(' ', mids)}")];
        SdpWriter.AppendAttributes(text, session);

        // The m-line that leads the bundle stands for all (RFC 8840 §4.4); its port and format mean nothing.
        SdpWriter.AppendMedia(text, new SdpMedia
        {
            Kind = accepted[0].Kind is MediaKind.Audio ? "audio" : "video",
            Port = 9,
            Protocol = "UDP/TLS/RTP/SAVPF",
            Formats = ["0"],
            Attributes =
            [
                .. mids.Take(1).Select(static mid => new SdpAttribute("mid", mid)),
                new("ice-ufrag", ice.Ufrag),
                new("ice-pwd", ice.Password),
                .. RtcAnswerWriter.WriteCandidates(candidates),
            ],
        });
        return text.ToString();
    }
}
