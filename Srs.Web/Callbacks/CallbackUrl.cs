using System.Diagnostics.CodeAnalysis;
using Srs.Media.Access;

namespace Srs.Web.Callbacks;

/// <summary>Reads the addresses of callbacks.</summary>
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
                fault = SecretParameters.MaskAll(text);
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
}
