using System.Text;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>What the readers of one message share: how much of <see cref="AmfLimits"/> is used, and the reference tables.</summary>
internal sealed class AmfReadState
{
    private List<string>? _strings;
    private List<Amf3Traits>? _traits;

    /// <summary>Objects and arrays that AMF0 reference markers point at (AMF0 2.9).</summary>
    public AmfReferenceTable Amf0Objects => field ??= new AmfReferenceTable(this);

    /// <summary>Complex values that AMF3 points back at (AMF3 2.2). They live as long as the message.</summary>
    public AmfReferenceTable Amf3Objects => field ??= new AmfReferenceTable(this);

    /// <summary>AMF3 strings seen, the empty one excepted.</summary>
    public List<string> Strings => _strings ??= [];

    /// <summary>AMF3 class descriptions seen.</summary>
    public List<Amf3Traits> Traits => _traits ??= [];

    /// <summary>Containers open now.</summary>
    public int Depth { get; private set; }

    /// <summary>Values so far.</summary>
    public int Values { get; private set; }

    /// <summary>Bytes of text so far.</summary>
    public int TextBytes { get; private set; }

    /// <summary>Goes into a container.</summary>
    public void Enter()
    {
        CheckHeight(1);
        Depth++;
    }

    /// <summary>Comes out of it.</summary>
    public void Leave() => Depth--;

    /// <summary>Checks that a tree of that many levels may stand here.</summary>
    public void CheckHeight(int height)
    {
        if (Depth + height > AmfLimits.MaxDepth)
        {
            throw TooMuch("levels", Depth + height, AmfLimits.MaxDepth);
        }
    }

    public void AddValues(int count)
    {
        Values += count;
        if (Values > AmfLimits.MaxValues)
        {
            throw TooMuch("values", Values, AmfLimits.MaxValues);
        }
    }

    public void AddText(int bytes)
    {
        if (bytes > AmfLimits.MaxTextBytes - TextBytes)
        {
            throw TooMuch("bytes of text", (long)TextBytes + bytes, AmfLimits.MaxTextBytes);
        }

        TextBytes += bytes;
    }

    /// <summary>Makes text of UTF-8; what is not UTF-8 becomes U+FFFD.</summary>
    public string ToText(ReadOnlySpan<byte> utf8)
    {
        AddText(utf8.Length);
        return utf8.IsEmpty ? "" : Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Checks that AMF0 can write the name, whose bad UTF-8 may have grown while it was read.</summary>
    public static string CheckName(string name)
    {
        const int MostBytesOfChar = 3;
        if (name.Length > AmfLimits.MaxNameBytes / MostBytesOfChar && Encoding.UTF8.GetByteCount(name) > AmfLimits.MaxNameBytes)
        {
            throw TooMuch("bytes of a name", Encoding.UTF8.GetByteCount(name), AmfLimits.MaxNameBytes);
        }

        return name;
    }

    private static RtmpProtocolException TooMuch(string what, long got, int limit) =>
        new(RtmpErrorCode.Amf0Invalid, $"AMF message with {got} {what}; the limit is {limit}.");
}
