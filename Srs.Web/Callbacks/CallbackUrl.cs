using System.Diagnostics.CodeAnalysis;

namespace Srs.Web.Callbacks;

/// <summary>Reads the addresses of callbacks, and writes them without what may be secret.</summary>
internal static class CallbackUrl
{
    /// <summary>Reads a list that has been checked.</summary>
    public static IReadOnlyList<Uri> ParseList(string list) => TryParseList(list, out var urls, out _) ? urls : [];

    /// <summary>Reads addresses separated by spaces.</summary>
    /// <param name="list">As configured; empty for none.</param>
    /// <param name="urls">The addresses.</param>
    /// <param name="fault">The first that is none, when the result is false; without what may be secret.</param>
    public static bool TryParseList(string list, out IReadOnlyList<Uri> urls, out string fault)
    {
        var read = new List<Uri>();
        urls = read;
        fault = "";
        foreach (var text in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryParse(text, out var url))
            {
                // Neither query nor user and password.
                fault = text.Split('?')[0];
                fault = fault[(fault.LastIndexOf('@') + 1)..];
                return false;
            }

            read.Add(url);
        }

        return true;
    }

    /// <summary>Reads one address of http or https.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && IsWeb(url);

    /// <summary>Whether an address is one of the two schemes that are called.</summary>
    public static bool IsWeb(Uri url) => (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.Host.Length > 0;

    /// <summary>The address as people may see it: user, password and the values of the query are left out.</summary>
    public static string Show(Uri url)
    {
        var shown = url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return url.Query.Length > 1 ? shown + "?…" : shown;
    }
}
