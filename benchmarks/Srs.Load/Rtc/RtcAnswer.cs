using System.Net;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Sdp;

namespace Srs.Load.Rtc;

/// <summary>What a peer takes of the server's answer.</summary>
/// <param name="Ice">The server's credentials.</param>
/// <param name="Fingerprint">Of the server's certificate.</param>
/// <param name="Address">Where it listens by UDP: the port is the candidate's, the address is this machine's.</param>
internal sealed record RtcAnswer(IceCredentials Ice, DtlsFingerprint Fingerprint, IPEndPoint Address)
{
    /// <summary>Reads an answer.</summary>
    /// <exception cref="IOException">Something is missing in it.</exception>
    public static RtcAnswer Read(string text)
    {
        SessionDescription answer;
        try
        {
            answer = SdpReader.Read(text);
        }
        catch (SdpFormatException e)
        {
            throw new IOException($"The answer cannot be read: {e.Message}", e);
        }

        var media = answer.Media.FirstOrDefault(static media => media.Port != 0)
            ?? throw new IOException("The answer rejects all media.");
        var candidate = media.Attributes.FindAll("candidate")
            .Select(static value => IceCandidate.TryParse("candidate:" + value, out var parsed) ? parsed : null)
            .FirstOrDefault(static candidate => candidate is { Transport: IceTransports.Udp });
        return candidate is not null
            && Find("ice-ufrag") is { } fragment
            && Find("ice-pwd") is { } password
            && DtlsFingerprint.TryParse(Find("fingerprint") ?? "", out var fingerprint)
                ? new RtcAnswer(new IceCredentials(fragment, password), fingerprint, new IPEndPoint(IPAddress.Loopback, candidate.Port))
                : throw new IOException("The answer lacks ICE credentials, a fingerprint or a candidate of UDP.");

        string? Find(string name) => media.Attributes.Find(name) ?? answer.Attributes.Find(name);
    }
}
