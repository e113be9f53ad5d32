using System.Text;

namespace Srs.Web.Configuration.SrsConf;

/// <summary>Reads a configuration file in SRS's grammar, with the files that it includes.</summary>
/// <remarks>Tells all faults it can find instead of the first one. One parser reads one file. Throws nothing but what reading files throws, which it reports.</remarks>
internal sealed class ConfParser
{
    private readonly Func<string, byte[]> _read;
    private readonly List<string> _errors = [];
    private readonly List<string> _open = [];
    private int _files;
    private long _bytes;

    /// <summary>Makes a parser.</summary>
    /// <param name="read">Gives the bytes of a file, or throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
    public ConfParser(Func<string, byte[]> read) => _read = read;

    /// <summary>Makes a parser of real files.</summary>
    public ConfParser()
        : this(ReadFile)
    {
    }

    /// <summary>What is wrong, each with file and line; at most <see cref="ConfLimits.MaxErrors"/>.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Reads a file.</summary>
    /// <returns>Its root directives, as far as they could be read; see <see cref="Errors"/>.</returns>
    public IReadOnlyList<ConfDirective> Parse(string file)
    {
        var directives = new List<ConfDirective>();
        ParseFile(file, null, directives, depth: 0);
        return directives;
    }

    private void ParseFile(string file, ConfPlace? includedAt, List<ConfDirective> directives, int depth)
    {
        if (Load(file, includedAt) is not { } text)
        {
            return;
        }

        _open.Add(file);
        var lexer = new ConfLexer(text, file, Report);
        if (!ParseBlock(lexer, directives, depth, out var place))
        {
            Report(place, "this } closes nothing; remove it.");
        }

        _open.RemoveAt(_open.Count - 1);
    }

    /// <summary>Reads until the brace that closes the block, or the end of the file.</summary>
    /// <returns>True at the end of the file, false after a brace, which then is at <paramref name="place"/>.</returns>
    private bool ParseBlock(ConfLexer lexer, List<ConfDirective> directives, int depth, out ConfPlace place)
    {
        while (_errors.Count < ConfLimits.MaxErrors)
        {
            var end = lexer.Read(out var words, out place);
            switch (end)
            {
                case '\0':
                    return true;
                case '}':
                    if (words.Count > 0)
                    {
                        Report(place, $"\"{words[0]}\" ends with }}, but a directive ends with ;.");
                        directives.Add(new ConfDirective(words[0], words[1..], null, place));
                    }

                    return false;
                case ';' when words.Count == 0:
                    Report(place, "unexpected ;, no directive stands before it.");
                    break;
                case ';' when words[0] == "include":
                    Include(words, directives, depth, place);
                    break;
                case ';':
                    directives.Add(new ConfDirective(words[0], words[1..], null, place));
                    break;
                default:
                    if (words.Count == 0)
                    {
                        Report(place, "unexpected {, no directive stands before it.");
                    }

                    var name = words.FirstOrDefault() ?? "";
                    var children = ParseChildren(lexer, name, depth, place);
                    if (words.Count > 0)
                    {
                        directives.Add(new ConfDirective(name, words[1..], children, place));
                    }

                    break;
            }
        }

        place = default;
        return true;
    }

    private List<ConfDirective> ParseChildren(ConfLexer lexer, string name, int depth, ConfPlace place)
    {
        var children = new List<ConfDirective>();
        if (depth >= ConfLimits.MaxDepth)
        {
            Report(place, $"\"{name}\" is nested more than {ConfLimits.MaxDepth} deep.");
            SkipBlock(lexer);
        }
        else if (ParseBlock(lexer, children, depth + 1, out _) && _errors.Count < ConfLimits.MaxErrors)
        {
            Report(place, $"the block of \"{name}\" is not closed; a }} is missing.");
        }

        return children;
    }

    private static void SkipBlock(ConfLexer lexer)
    {
        for (var open = 1; open > 0;)
        {
            switch (lexer.Read(out _, out _))
            {
                case '\0':
                    return;
                case '{':
                    open++;
                    break;
                case '}':
                    open--;
                    break;
            }
        }
    }

    private void Include(List<string> words, List<ConfDirective> directives, int depth, ConfPlace place)
    {
        if (words.Count == 1)
        {
            Report(place, "include names no file.");
        }

        foreach (var file in words.Skip(1))
        {
            if (_open.Contains(file))
            {
                Report(place, $"{file} is included by itself.");
            }
            else if (depth >= ConfLimits.MaxDepth)
            {
                Report(place, $"files include one another more than {ConfLimits.MaxDepth} deep.");
            }
            else
            {
                ParseFile(file, place, directives, depth + 1);
            }
        }
    }

    /// <summary>Reads a file's text within the limits.</summary>
    /// <returns>Null, reported, when it cannot be.</returns>
    private string? Load(string file, ConfPlace? includedAt)
    {
        var at = includedAt ?? new ConfPlace(file, 1);
        if (++_files > ConfLimits.MaxFiles)
        {
            Report(at, $"more than {ConfLimits.MaxFiles} files are included.");
            return null;
        }

        byte[] bytes;
        try
        {
            bytes = _read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Report(at, $"{file} cannot be read: {e.Message}");
            return null;
        }

        _bytes += bytes.Length;
        if (bytes.Length > ConfLimits.MaxFileBytes || _bytes > ConfLimits.MaxTotalBytes)
        {
            Report(at, $"{file} is too long; a file may have {ConfLimits.MaxFileBytes} bytes, and all together {ConfLimits.MaxTotalBytes}.");
            return null;
        }

        return Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
    }

    /// <summary>The bytes of a real file.</summary>
    public static byte[] ReadFile(string file)
    {
        using var stream = File.OpenRead(file);
        var buffer = new MemoryStream();
        var block = new byte[64 * 1024];

        // A device or a pipe has no length, so the limit is kept while reading.
        for (int read; buffer.Length <= ConfLimits.MaxFileBytes && (read = stream.Read(block)) > 0;)
        {
            buffer.Write(block, 0, read);
        }

        return buffer.ToArray();
    }

    private void Report(ConfPlace place, string fault)
    {
        if (_errors.Count < ConfLimits.MaxErrors)
        {
            _errors.Add($"{place}: {fault}");
        }
    }
}
