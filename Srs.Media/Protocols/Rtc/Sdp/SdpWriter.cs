using System.Globalization;
using System.Text;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Writes session descriptions (RFC 8866), each line ending with CR LF.</summary>
public static class SdpWriter
{
    /// <summary>Writes a description. What is in it must not break lines, which holds for all that <see cref="SdpReader"/> read.</summary>
    public static string Write(SessionDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        var text = new StringBuilder(4096);
        var (username, id, version, address) = description.Origin;
        Append(text, 'v', "0");
        Append(text, 'o', $"{username} {id} {version} {address}");
        Append(text, 's', description.Name);
        if (description.Connection is { } connection)
        {
            Append(text, 'c', connection);
        }

        Append(text, 't', "0 0");
        AppendAttributes(text, description.Attributes);
        foreach (var media in description.Media)
        {
            AppendMedia(text, media);
        }

        return text.ToString();
    }

    /// <summary>Writes an m-line and its attributes.</summary>
    internal static void AppendMedia(StringBuilder text, SdpMedia media)
    {
        var port = media.Port.ToString(CultureInfo.InvariantCulture);
        Append(text, 'm', string.Join(' ', [media.Kind, port, media.Protocol, .. media.Formats]));
        if (media.Connection is { } connection)
        {
            Append(text, 'c', connection);
        }

        AppendAttributes(text, media.Attributes);
    }

    /// <summary>Writes a= lines.</summary>
    internal static void AppendAttributes(StringBuilder text, IReadOnlyList<SdpAttribute> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            Append(text, 'a', value.Length == 0 ? name : $"{name}:{value}");
        }
    }

    private static void Append(StringBuilder text, char type, string value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value.AsSpan().IndexOfAny('\r', '\n'), 0, nameof(value));
        text.Append(type).Append('=').Append(value).Append("\r\n");
    }
}
