using Srs.Media.Protocols.Rtc;

namespace Srs.Web.Endpoints;

/// <summary>A request about WebRTC that HTTP itself has a word for, or the server as a whole refuses.</summary>
/// <param name="status">Status of the answer.</param>
/// <param name="code">SRS's number.</param>
/// <param name="message">A sentence for whoever asks.</param>
internal sealed class RtcRefusedException(int status, RtcErrorCode code, string message) : Exception(message)
{
    /// <summary>Status of the answer.</summary>
    public int Status => status;

    /// <summary>SRS's number.</summary>
    public RtcErrorCode Code => code;
}
