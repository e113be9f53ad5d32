using System.Globalization;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Reads session descriptions (RFC 8866), with the tolerance that peers need.</summary>
/// <remarks>
/// The first line must be <c>v=0</c>; o=, s= and t= may be missing; lines of other letters are skipped; a trailing empty line is fine.
/// Time and memory are linear in the text, within <see cref="SdpLimits"/>.
/// </remarks>
public static class SdpReader
{
    /// <summary>Reads a description.</summary>
    /// <exception cref="SdpFormatException">It is not one, or exceeds the limits.</exception>
    public static SessionDescription Read(ReadOnlySpan<char> text)
    {
        var lines = new SdpLineReader(text);
        if (!lines.Read() || lines.Type != 'v' || lines.Value is not "0")
        {
            throw new SdpFormatException("The description does not begin with v=0.");
        }

        var (origin, name, connection) = (SdpOrigin.None, "-", (string?)null);
        List<SdpAttribute> attributes = [];
        List<SdpMedia> media = [];
        var level = attributes;
        while (lines.Read())
        {
            switch (lines.Type)
            {
                case 'o' when media.Count == 0:
                    origin = ReadOrigin(ref lines);
                    break;
                case 's' when media.Count == 0:
                    name = lines.Value.ToString();
                    break;
                case 'c' when media.Count == 0:
                    connection = lines.Value.ToString();
                    break;
                case 'c':
                    media[^1] = media[^1] with { Connection = lines.Value.ToString() };
                    break;
                case 'm':
                    level = [];
                    media.Add(ReadMedia(ref lines, media.Count) with { Attributes = level });
                    break;
                case 'a':
                    level.Add(ReadAttribute(lines.Value));
                    break;
            }
        }

        return new SessionDescription { Origin = origin, Name = name, Connection = connection, Attributes = attributes, Media = media };
    }

    /// <summary>Splits what follows <c>a=</c> at its first colon.</summary>
    internal static SdpAttribute ReadAttribute(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        return colon < 0
            ? new SdpAttribute(text.Trim().ToString())
            : new SdpAttribute(text[..colon].Trim().ToString(), text[(colon + 1)..].Trim().ToString());
    }

    private static SdpOrigin ReadOrigin(ref SdpLineReader lines)
    {
        var fields = lines.Value.ToString().Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 4 ? new SdpOrigin(fields[0], fields[1], fields[2], fields[3]) : SdpOrigin.None;
    }

    private static SdpMedia ReadMedia(ref SdpLineReader lines, int before)
    {
        if (before == SdpLimits.MaxMedia)
        {
            throw lines.Fault($"is an m-line too many; at most {SdpLimits.MaxMedia} are read");
        }

        var fields = lines.Value.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 3)
        {
            throw lines.Fault("is not m=<media> <port> <protocol> <formats>");
        }

        if (fields.Length - 3 > SdpLimits.MaxFormats)
        {
            throw lines.Fault($"has {fields.Length - 3} formats; at most {SdpLimits.MaxFormats} are read");
        }

        // The number of ports after a slash, as hierarchical coding had it, means nothing here.
        var port = fields[1].AsSpan();
        var slash = port.IndexOf('/');
        if (!ushort.TryParse(slash < 0 ? port : port[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw lines.Fault("has no port between 0 and 65535");
        }

        return new SdpMedia { Kind = fields[0], Port = number, Protocol = fields[2], Formats = fields[3..] };
    }
}
