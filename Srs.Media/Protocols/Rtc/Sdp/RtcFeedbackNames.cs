namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>The words that a=rtcp-fb has for feedback.</summary>
internal static class RtcFeedbackNames
{
    private static readonly (RtcFeedback Feedback, string Name)[] Names =
    [
        (RtcFeedback.Nack, "nack"), (RtcFeedback.PictureLoss, "nack pli"), (RtcFeedback.FullIntra, "ccm fir"),
        (RtcFeedback.TransportWide, "transport-cc"), (RtcFeedback.Remb, "goog-remb"),
    ];

    /// <summary>What the words mean; none for others.</summary>
    public static RtcFeedback Parse(string text) => Names.FirstOrDefault(known => known.Name == text).Feedback;

    /// <summary>The words, in the order that SRS writes them.</summary>
    public static IEnumerable<string> ToNames(this RtcFeedback feedback) =>
        Names.Where(known => feedback.HasFlag(known.Feedback)).Select(static known => known.Name);
}
