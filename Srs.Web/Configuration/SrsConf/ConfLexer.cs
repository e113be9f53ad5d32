using System.Text;

namespace Srs.Web.Configuration.SrsConf;

/// <summary>Cuts the text of a configuration file into statements: words, and what ends them.</summary>
/// <remarks>The grammar is that of SRS 7: as nginx's, but a statement must end in the line where it begins. Never throws.</remarks>
internal sealed class ConfLexer(string text, string file, Action<ConfPlace, string> report)
{
    private int _position;
    private int _line = 1;

    /// <summary>Reads the next statement.</summary>
    /// <param name="words">Its words; empty for a lone brace and at the end.</param>
    /// <param name="place">Where it begins.</param>
    /// <returns><c>;</c>, <c>{</c> or <c>}</c> that ended it, or NUL at the end of the text.</returns>
    public char Read(out List<string> words, out ConfPlace place)
    {
        words = [];
        place = default;
        var hasBegun = false;
        while (SkipSpace(words, hasBegun, place))
        {
            var c = text[_position];
            if (!hasBegun)
            {
                hasBegun = true;
                place = new ConfPlace(file, _line);
            }

            if (c is ';' or '{' or '}')
            {
                _position++;
                return c;
            }

            if (c is '"' or '\'')
            {
                ReadQuoted(c, words);
            }
            else
            {
                words.Add(ReadWord());
            }
        }

        if (_position >= text.Length)
        {
            if (words.Count > 0)
            {
                report(place, $"the file ends within \"{words[0]}\"; a directive ends with ; or with {{ }}.");
            }

            return '\0';
        }

        // The line has ended. A brace in the next one is what was meant, otherwise the semicolon was forgotten.
        SkipBlank();
        if (_position < text.Length && text[_position] == '{')
        {
            _position++;
            return '{';
        }

        return ';';
    }

    /// <summary>Goes to the next character that means something.</summary>
    /// <returns>False at the end, and, reported, when the line ends within a statement.</returns>
    private bool SkipSpace(List<string> words, bool hasBegun, ConfPlace place)
    {
        while (_position < text.Length)
        {
            switch (text[_position])
            {
                case '\n' when hasBegun:
                    report(place, words.Count == 0
                        ? "a line that holds nothing but \"\"; remove it."
                        : $"unexpected end of line after \"{words[^1]}\"; a directive ends with ; or begins its block with {{ in the same line.");
                    return false;
                case '\n':
                    _line++;
                    _position++;
                    break;
                case ' ' or '\t' or '\r':
                    _position++;
                    break;
                case '#':
                    SkipComment();
                    break;
                default:
                    return true;
            }
        }

        return false;
    }

    private void SkipBlank()
    {
        while (_position < text.Length && text[_position] is ' ' or '\t' or '\r' or '\n' or '#')
        {
            if (text[_position] == '#')
            {
                SkipComment();
                continue;
            }

            _line += text[_position] == '\n' ? 1 : 0;
            _position++;
        }
    }

    private void SkipComment()
    {
        var end = text.IndexOf('\n', _position);
        _position = end < 0 ? text.Length : end;
    }

    private string ReadWord()
    {
        var start = _position;
        while (_position < text.Length && !EndsWord(text[_position]))
        {
            _position++;
        }

        return text[start.._position];
    }

    private static bool EndsWord(char c) => c is ' ' or '\t' or '\r' or '\n' or ';' or '{';

    /// <summary>There are no escapes. An empty one is no argument at all, as in SRS.</summary>
    private void ReadQuoted(char quote, List<string> words)
    {
        var place = new ConfPlace(file, _line);
        var start = ++_position;
        while (_position < text.Length && text[_position] != quote && text[_position] != '\n')
        {
            _position++;
        }

        var word = new StringBuilder(text, start, _position - start, _position - start);
        if (_position >= text.Length || text[_position] == '\n')
        {
            report(place, $"the quote that begins with {quote}{Shorten(word.ToString().TrimEnd('\r'))} does not end in its line.");
        }
        else
        {
            _position++;
            if (_position < text.Length && !EndsWord(text[_position]))
            {
                report(place, $"after the quote {quote}{Shorten(word.ToString())}{quote} only a space, ; or {{ may follow.");
                word.Append(ReadWord());
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
