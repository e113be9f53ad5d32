namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Cuts text into lines of the form <c>letter=value</c>, within <see cref="SdpLimits"/>.</summary>
/// <remarks>Lines end with CR LF, LF or CR; empty ones, and space around a line, are allowed anywhere.</remarks>
internal ref struct SdpLineReader
{
    private ReadOnlySpan<char> _rest;
    private int _lines;

    /// <param name="text">Borrowed for the life of the reader.</param>
    /// <exception cref="SdpFormatException">It is too long.</exception>
    public SdpLineReader(ReadOnlySpan<char> text)
    {
        if (text.Length > SdpLimits.MaxLength)
        {
            throw new SdpFormatException($"The description has {text.Length} characters; at most {SdpLimits.MaxLength} are read.");
        }

        _rest = text.TrimStart('\uFEFF');
    }

    /// <summary>The letter before the equals sign.</summary>
    public char Type { get; private set; }

    /// <summary>What stands after it.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>Goes to the next line that is not empty.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="SdpFormatException">The line is too long, one too many, has control characters, or is not of that form.</exception>
    public bool Read()
    {
        while (!_rest.IsEmpty)
        {
            var end = _rest.IndexOfAny('\r', '\n');
            var line = (end < 0 ? _rest : _rest[..end]).Trim();
            _rest = end < 0 ? default : _rest[(end + 1)..];
            if (!line.IsEmpty)
            {
                _lines++;
                Check(line);
                Type = line[0];
                Value = line[2..];
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes an exception that names the line.</summary>
    public readonly SdpFormatException Fault(string what) => new($"Line {_lines} of the description {what}.");

    private readonly void Check(ReadOnlySpan<char> line)
    {
        if (_lines > SdpLimits.MaxLines)
        {
            throw new SdpFormatException($"The description has more than {SdpLimits.MaxLines} lines.");
        }

        if (line.Length > SdpLimits.MaxLineLength)
        {
            throw Fault($"has {line.Length} characters; at most {SdpLimits.MaxLineLength} are read");
        }

        if (line.Length < 2 || !char.IsAsciiLetterLower(line[0]) || line[1] != '=')
        {
            throw Fault("does not begin with a letter and an equals sign");
        }

        foreach (var c in line)
        {
            if (char.IsControl(c))
            {
                throw Fault("has a control character");
            }
        }
    }
}
