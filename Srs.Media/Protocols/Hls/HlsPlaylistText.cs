using System.Text;
using Srs.Media.Buffers;

namespace Srs.Media.Protocols.Hls;

/// <summary>The text of a playlist in UTF-8, shared by all who ask for it; immutable. What is made of it is made by whoever asks first.</summary>
public sealed class HlsPlaylistText
{
    /// <summary>Stands for what each viewer's queries have behind the question mark; no URI has it.</summary>
    private const byte Place = 0;

    private readonly Lazy<byte[]> _bytes;
    private readonly Lazy<byte[]> _packed;
    private readonly Lazy<byte[]> _pattern;

    /// <summary>Makes a text.</summary>
    /// <param name="write">Writes it, with what is put behind each URI.</param>
    internal HlsPlaylistText(Func<string, string> write)
    {
        _bytes = new Lazy<byte[]>(() => Encoding.UTF8.GetBytes(write("")));
        _packed = new Lazy<byte[]>(() => Gzip.Pack(_bytes.Value));
        _pattern = new Lazy<byte[]>(() => Encoding.UTF8.GetBytes(write("?" + (char)Place)));
    }

    /// <summary>The text without queries. Not to be changed.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.Value;

    /// <summary>The same, packed by gzip. Not to be changed.</summary>
    public ReadOnlyMemory<byte> Packed => _packed.Value;

    /// <summary>The text with a query behind each URI, written anew.</summary>
    /// <param name="query">The query, with its leading <c>?</c>.</param>
    public byte[] With(string query)
    {
        ReadOnlySpan<byte> pattern = _pattern.Value;
        var own = Encoding.UTF8.GetBytes(query, 1, query.Length - 1);
        var text = new byte[pattern.Length + (pattern.Count(Place) * (own.Length - 1))];
        var rest = text.AsSpan();
        for (var place = pattern.IndexOf(Place); place >= 0; place = pattern.IndexOf(Place))
        {
            pattern[..place].CopyTo(rest);
            own.CopyTo(rest[place..]);
            rest = rest[(place + own.Length)..];
            pattern = pattern[(place + 1)..];
        }

        pattern.CopyTo(rest);
        return text;
    }
}
