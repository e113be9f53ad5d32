using System.Net;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Sdp;

namespace Srs.Tests.TestSupport.Rtc;

/// <summary>What a server has answered.</summary>
internal sealed class RtcTestSession
{
    private readonly SdpMedia _media;

    /// <summary>Reads an answer of which all m-lines share a transport.</summary>
    public RtcTestSession(string answer, Uri location, string fragment)
    {
        (Answer, Location, Fragment) = (answer, location, fragment);
        _media = SdpReader.Read(answer).Media.First(static media => media.Port != 0);
        Credentials = new IceCredentials(Find("ice-ufrag"), Find("ice-pwd"));
        Assert.True(DtlsFingerprint.TryParse(Find("fingerprint"), out var fingerprint));
        Fingerprint = fingerprint;
        IsServerActive = Find("setup") == "active";
    }

    /// <summary>The answer.</summary>
    public string Answer { get; }

    /// <summary>Address of the session.</summary>
    public Uri Location { get; }

    /// <summary>Our user fragment.</summary>
    public string Fragment { get; }

    /// <summary>The server's ICE credentials.</summary>
    public IceCredentials Credentials { get; }

    /// <summary>Of the server's certificate.</summary>
    public DtlsFingerprint Fingerprint { get; }

    /// <summary>Whether the server begins with DTLS.</summary>
    public bool IsServerActive { get; }

    /// <summary>The candidate of a transport that a peer on this machine reaches: that of loopback, or the only one.</summary>
    public IPEndPoint FindCandidate(IceTransports transport)
    {
        var candidates = new List<IPEndPoint>();
        foreach (var text in _media.Attributes.FindAll("candidate"))
        {
            if (IceCandidate.TryParse(text, out var candidate) && candidate.Transport == transport)
            {
                candidates.Add(new IPEndPoint(IPAddress.Parse(candidate.Host), candidate.Port));
            }
        }

        Assert.NotEmpty(candidates);
        return candidates.Find(static candidate => candidate.Address.Equals(IPAddress.Loopback)) ?? candidates[0];
    }

    private string Find(string name) => _media.Attributes.Find(name)!;
}
