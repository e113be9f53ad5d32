namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Reads fragments (RFC 8840 §9).</summary>
/// <remarks>Attributes count at either level, since peers put the credentials at both; lines other than a= are skipped.</remarks>
public static class SdpFragmentReader
{
    /// <summary>Reads a fragment.</summary>
    /// <exception cref="SdpFormatException">It is no such text, or exceeds the limits of descriptions.</exception>
    /// <exception cref="RtcNegotiationException">Its credentials are malformed, or only half there.</exception>
    public static SdpFragment Read(ReadOnlySpan<char> text)
    {
        var lines = new SdpLineReader(text);
        string? ufrag = null, password = null;
        HashSet<string> candidates = [];
        var isEnd = false;
        while (lines.Read())
        {
            if (lines.Type != 'a')
            {
                continue;
            }

            var (name, value) = SdpReader.ReadAttribute(lines.Value);
            switch (name)
            {
                case "ice-ufrag":
                    ufrag ??= value;
                    break;
                case "ice-pwd":
                    password ??= value;
                    break;
                case "candidate" when candidates.Count < SdpLimits.MaxCandidates:
                    candidates.Add("candidate:" + value);
                    break;
                case "end-of-candidates":
                    isEnd = true;
                    break;
            }
        }

        return new SdpFragment
        {
            Ice = ufrag is null && password is null ? null : RtcIceParameters.Check(ufrag, password),
            Candidates = [.. candidates],
            EndOfCandidates = isEnd,
        };
    }
}
