using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>The rules of <see cref="SecurityOptions"/>, read once. Immutable.</summary>
public sealed class SecurityList
{
    private const int SecurityCheck = 1052;
    private const int SecurityDeny = 1053;
    private const int SecurityAllow = 1054;

    private static readonly char[] Separators = [' ', '\t', '\r', '\n', ';', ','];
    private static readonly ConditionalWeakTable<SecurityOptions, SecurityList> Known = [];

    private readonly ImmutableArray<Rule> _rules;

    private SecurityList(ImmutableArray<Rule> rules) => _rules = rules;

    /// <summary>The rules of options that have been checked.</summary>
    /// <exception cref="ArgumentException">They have a fault.</exception>
    public static SecurityList Get(SecurityOptions options) => Known.GetValue(options, static o =>
        TryParse(o.Rules, out var list, out var fault) ? list : throw new ArgumentException($"\"{fault}\" is no rule.", nameof(options)));

    /// <summary>Reads rules.</summary>
    /// <param name="text">Three words each; semicolons are for the eye.</param>
    /// <param name="list">What was read.</param>
    /// <param name="fault">The first rule that is none, when the result is false.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SecurityList? list, out string fault)
    {
        list = null;
        fault = "";
        var rules = ImmutableArray.CreateBuilder<Rule>();
        foreach (var words in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Chunk(3))
        {
            AddressRange? range = null;
            if (words is not ["allow" or "deny", "publish" or "play", var target] || (target != "all" && !AddressRange.TryParse(target, out range)))
            {
                fault = string.Join(' ', words);
                return false;
            }

            rules.Add(new Rule(words[0] == "allow", words[1] == "publish" ? AccessAction.Publish : AccessAction.Play, range));
        }

        list = new SecurityList(rules.ToImmutable());
        return true;
    }

    /// <summary>Lets an address in, or refuses it: SRS's order, and SRS's codes.</summary>
    /// <param name="action">What it wants.</param>
    /// <param name="remote">The address; null for one that is not known, which only <c>all</c> matches.</param>
    /// <exception cref="AccessDeniedException">1052 when there is no rule, 1053 when one denies, 1054 when none allows.</exception>
    public void Check(AccessAction action, IPAddress? remote)
    {
        var verb = action == AccessAction.Publish ? "publish" : "play";
        if (_rules.IsEmpty)
        {
            throw new AccessDeniedException(SecurityCheck, "Nobody is let in, because Security is enabled without any rule; add one, such as allow play all.");
        }

        if (_rules.Any(rule => !rule.IsAllow && rule.Matches(action, remote)))
        {
            throw new AccessDeniedException(SecurityDeny, $"Address {remote} is denied to {verb} by a rule of the server.");
        }

        // As in SRS, an allow of publishing makes playing need one, too.
        if (_rules.Any(static rule => rule.IsAllow) && !_rules.Any(rule => rule.IsAllow && rule.Matches(action, remote)))
        {
            throw new AccessDeniedException(SecurityAllow, $"Address {remote} is allowed to {verb} by no rule of the server.");
        }
    }

    /// <param name="IsAllow">Allow, else deny.</param>
    /// <param name="Action">What it is about.</param>
    /// <param name="Range">Whom; null for all.</param>
    private sealed record Rule(bool IsAllow, AccessAction Action, AddressRange? Range)
    {
        public bool Matches(AccessAction action, IPAddress? remote) =>
            Action == action && (Range is null || (remote is not null && Range.Contains(remote)));
    }
}
