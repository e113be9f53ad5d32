using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>Refuses pages by <see cref="ReferOptions"/>.</summary>
/// <remarks>
/// SRS compares the end of the host, so that its list <c>hub.com</c> takes <c>evilhub.com</c>; here the name has to begin the host or
/// follow a dot. SRS tests <see cref="ReferOptions.All"/> at connect; here it is tested with the others.
/// </remarks>
public sealed class ReferRule : IAccessRule
{
    private const int SecurityDenied = 2015;

    private static readonly char[] Separators = [' ', '\t', ','];

    /// <inheritdoc/>
    public ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.Options.Refer is { Enabled: true } refer)
        {
            var host = HostOf(attempt.Request.PageUrl);
            var isPublisher = attempt.Request.Action == AccessAction.Publish;
            if (!IsListed(refer.All, host) || !IsListed(isPublisher ? refer.Publish : refer.Play, host))
            {
                throw new AccessDeniedException(
                    SecurityDenied,
                    host.Length == 0 ? "The client names no page that it belongs to, and only listed pages are let in."
                        : $"Pages of {host} may not {(isPublisher ? "publish" : "play")} here.");
            }
        }

        return default;
    }

    /// <summary>The host of a page, in lower case; empty when there is none.</summary>
    internal static string HostOf(string pageUrl)
    {
        var text = pageUrl.AsSpan();
        if (text.IndexOf("://") is var scheme and >= 0)
        {
            text = text[(scheme + 3)..];
        }

        // A backslash is a slash to browsers, so it ends the host as well.
        if (text.IndexOfAny("/?#\\") is var end and >= 0)
        {
            text = text[..end];
        }

        text = text[(text.LastIndexOf('@') + 1)..];
        if (text is ['[', ..])
        {
            text = text.IndexOf(']') is var bracket and > 0 ? text[1..bracket] : default;
        }
        else if (text.IndexOf(':') is var colon and >= 0)
        {
            text = text[..colon];
        }

        return text.TrimEnd('.').ToString().ToLowerInvariant();
    }

    private static bool IsListed(string list, string host)
    {
        var names = list.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return names.Length == 0 || names.Any(name => Matches(name.TrimStart('*').TrimStart('.').ToLowerInvariant(), host));
    }

    private static bool Matches(string name, string host) =>
        name.Length > 0 && host.EndsWith(name, StringComparison.Ordinal)
        && (host.Length == name.Length || host[^(name.Length + 1)] == '.');
}
