using System.Globalization;
using Srs.Web.Configuration.SrsConf.Tables;

namespace Srs.Web.Configuration.SrsConf;

/// <summary>Turns the directives of a configuration file into our settings.</summary>
internal sealed class ConfMapper
{
    /// <summary>SRS's name for the virtual host that takes every host name.</summary>
    public const string DefaultVhost = "__defaultVhost__";

    private const string StandsTwice = "stands twice; the first one counts, as in SRS.";

    private readonly Settings _settings;
    private readonly IReadOnlyDictionary<string, string> _environment;

    private ConfMapper(Settings settings, IReadOnlyDictionary<string, string> environment)
    {
        _settings = settings;
        _environment = environment;
    }

    /// <summary>Maps a whole file.</summary>
    /// <param name="root">Its root directives, as read.</param>
    /// <param name="environment">For <c>$NAME</c>.</param>
    /// <returns>Values, errors and warnings.</returns>
    public static Settings Map(IReadOnlyList<ConfDirective> root, IReadOnlyDictionary<string, string> environment)
    {
        var settings = new Settings();
        new ConfMapper(settings, environment).MapBlock(DirectiveTable.Root, LegacySpelling.Rewrite(root, settings.Warnings), "Srs", "");
        return settings;
    }

    /// <summary>Our section of a virtual host.</summary>
    public static string VhostKey(string name) => name == DefaultVhost ? "Srs:DefaultVhost" : $"Srs:Vhosts:{name}";

    /// <summary>Maps what stands in a block.</summary>
    /// <param name="section">What may stand in it.</param>
    /// <param name="children">What does.</param>
    /// <param name="key">Our section.</param>
    /// <param name="path">The block as SRS's users name it, with a dot at its end; empty for the root.</param>
    private void MapBlock(Section section, IReadOnlyList<ConfDirective> children, string key, string path)
    {
        var blocks = new HashSet<(string Name, string Instance)>();
        foreach (var child in children)
        {
            if (section.Directives.FirstOrDefault(d => d.Name == child.Name) is { } directive)
            {
                MapDirective(directive, child, $"{key}:{directive.Key}", path);
            }
            else if (section.Sections.FirstOrDefault(s => s.Name == child.Name) is { } inner)
            {
                MapSection(inner, child, key, path, blocks);
            }
            else if (section.IsOpen)
            {
                Warn(child, $"\"{path}{child.Name}\" is not known and has no effect{Suggest(section, child.Name)}");
            }
            else
            {
                Refuse(child, $"\"{path}{child.Name}\" is not a directive of SRS{Suggest(section, child.Name)}");
            }
        }
    }

    private void MapSection(Section section, ConfDirective block, string key, string path, HashSet<(string Name, string Instance)> blocks)
    {
        path += section.Name;
        if (section.Ignored is { } reason)
        {
            Warn(block, $"\"{path}\" has no effect: {reason}.");
            return;
        }

        if (block.Children is not { } children)
        {
            Refuse(block, $"\"{path}\" is a block; write {section.Name}{(section.Shape == SectionShape.Named ? " <name>" : "")} {{ ... }}.");
            return;
        }

        var name = block.Argument;
        switch (section.Shape)
        {
            case SectionShape.Single:
                key = $"{key}:{section.Key}";
                name = "";
                break;
            case SectionShape.Numbered:
                name = (blocks.Count(b => b.Name == section.Name) + 1).ToString(CultureInfo.InvariantCulture);
                key = $"{key}:{section.Key}:{name}";
                break;
            default:
                if ((name.Length == 0 && section == VhostDirectives.Vhost) || name.Contains(':', StringComparison.Ordinal))
                {
                    Refuse(block, name.Length == 0 ? $"\"{path}\" needs a name; write {section.Name} <name> {{ ... }}." : $"the name \"{name}\" may not contain a colon.");
                    return;
                }

                // A key cannot hold an empty name; to transcode without a scope is to transcode all.
                key = section == VhostDirectives.Vhost ? VhostKey(name) : $"{key}:{section.Key}:{(name.Length == 0 ? "all" : name)}";
                path += $" {name}".TrimEnd();
                break;
        }

        if (blocks.Contains((section.Name, name)))
        {
            // SRS refuses to start for these two.
            if (section.Name is "ingest" or "http_remux")
            {
                Refuse(block, $"\"{path}\" stands twice; remove one, or give it another name.");
            }
            else
            {
                Warn(block, $"\"{path}\" {StandsTwice}");
            }

            return;
        }

        blocks.Add((section.Name, name));
        if (section.Shape != SectionShape.Single)
        {
            _settings.Instances.Add((section, key));
        }

        MapBlock(section, children, key, path + ".");
    }

    private void MapDirective(Directive directive, ConfDirective node, string key, string path)
    {
        var name = path + directive.Name;
        if (directive.Ignored is { } reason)
        {
            if (directive.Name == "is_full" && node.Argument == "on")
            {
                Refuse(node, "\"is_full\" is on: this is a sample of all directives, not a configuration to run; write one of your own.");
            }
            else
            {
                Warn(node, $"\"{name}\" has no effect: {reason}.");
            }

            return;
        }

        if (directive.Kind == DirectiveKind.Pairs)
        {
            MapPairs(node, key, name);
            return;
        }

        if (node.Children is not null)
        {
            Refuse(node, $"\"{name}\" is no block; write {directive.Name} <value>;");
            return;
        }

        // An empty quote was dropped when it was read, so no argument may be an empty text.
        if (node.Args.Count == 0 && directive.Kind is not (DirectiveKind.Text or DirectiveKind.List or DirectiveKind.Candidate))
        {
            Refuse(node, $"\"{name}\" has no value; write {directive.Name} {(directive.Default.Length > 0 ? directive.Default : "<value>")};");
            return;
        }

        var text = directive.Kind is DirectiveKind.List or DirectiveKind.Rules or DirectiveKind.Commands
            ? string.Join(' ', node.Args)
            : node.Argument;
        if (!ValueReader.TryRead(directive, text, _environment, out var value, out var remark))
        {
            Refuse(node, $"\"{name}\" is \"{text}\", but {remark}.");
            return;
        }

        if (remark is not null)
        {
            Warn(node, $"\"{name}\" is \"{text}\" and {remark}.");
        }

        Set(directive, node, key, name, value);
    }

    private void Set(Directive directive, ConfDirective node, string key, string name, string value)
    {
        var origin = $"{node.Place}: {name}";
        if (!OptionTree.Has(key))
        {
            // Once for a block: what stands in one that is off says nothing.
            if (directive.Name == "enabled" && value == "true")
            {
                Warn(node, $"\"{name}\" is on, but is not available yet; the server runs without.");
            }
        }
        else if (directive.Kind is DirectiveKind.Rules)
        {
            _settings.Append(key, $"{directive.Name} {value}", origin);
        }
        else if (directive.Kind is DirectiveKind.Commands)
        {
            _settings.Append(key, value, origin);
        }
        else if (!_settings.TrySet(key, value, origin))
        {
            Warn(node, $"\"{name}\" {StandsTwice}");
        }
    }

    private void MapPairs(ConfDirective node, string key, string name)
    {
        if (node.Children is not { } pairs)
        {
            Refuse(node, $"\"{name}\" is a block of names and values; write {node.Name} {{ <name> <value>; }}.");
            return;
        }

        foreach (var pair in pairs)
        {
            _settings.Append(key, string.Join(' ', pair.Args.Prepend(pair.Name)), $"{node.Place}: {name}");
        }
    }

    private void Refuse(ConfDirective node, string fault) => _settings.Errors.Add($"{node.Place}: {fault}");

    private void Warn(ConfDirective node, string remark) => _settings.Warnings.Add($"{node.Place}: {remark}");

    private static string Suggest(Section section, string name) =>
        OptionsBinder.Suggest(name, section.Directives.Select(static d => d.Name).Concat(section.Sections.Select(static s => s.Name)));
}
