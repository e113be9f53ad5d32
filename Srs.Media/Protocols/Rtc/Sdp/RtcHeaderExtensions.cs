namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Ids of the header extensions that were agreed upon for an m-line.</summary>
public sealed class RtcHeaderExtensions
{
    /// <summary>Greatest id that a one-byte extension header has (RFC 8285 §4.2); offers with greater ones only are not taken up.</summary>
    internal const int MaxId = 14;

    /// <summary>In the order of <see cref="RtcHeaderExtension"/>.</summary>
    private static readonly string[] Uris =
    [
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
        "urn:ietf:params:rtp-hdrext:sdes:mid",
        "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
        "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
        "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
    ];

    private readonly byte[] _ids = new byte[Uris.Length];

    /// <summary>No extensions.</summary>
    public static RtcHeaderExtensions None { get; } = new();

    /// <summary>Id of an extension, 1 to 14; 0 when it was not agreed upon.</summary>
    public byte this[RtcHeaderExtension extension] => _ids[(int)extension];

    /// <summary>Those that were agreed upon, in the order of their ids.</summary>
    internal IEnumerable<(byte Id, string Uri)> Lines =>
        _ids.Select(static (id, i) => (id, Uris[i])).Where(static line => line.id != 0).OrderBy(static line => line.id);

    /// <summary>Takes over ids from an offer, of the extensions that are wanted.</summary>
    internal static RtcHeaderExtensions Choose(IEnumerable<(int Id, string Uri)> offered, Func<RtcHeaderExtension, bool> isWanted)
    {
        var chosen = new RtcHeaderExtensions();
        foreach (var (id, uri) in offered)
        {
            var known = Array.IndexOf(Uris, uri);
            if (known >= 0 && chosen._ids[known] == 0 && !chosen._ids.Contains((byte)id) && isWanted((RtcHeaderExtension)known))
            {
                chosen._ids[known] = (byte)id;
            }
        }

        return chosen;
    }
}
