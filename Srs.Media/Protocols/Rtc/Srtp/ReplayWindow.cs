using System.Runtime.CompilerServices;

namespace Srs.Media.Protocols.Rtc.Srtp;

/// <summary>The packet indexes that were taken already, of one SSRC. RFC 3711 section 3.3.2.</summary>
internal struct ReplayWindow
{
    /// <summary>
    /// How far behind the newest a packet may come. The standard asks for 64; packets that are sent again come a round trip later, which
    /// at 10 Mbit/s is a thousand packets a second.
    /// </summary>
    public const int Length = 1024;

    private const int WordBits = 64;

    private Words _seen;

    /// <summary>Newest index; meaningless while <see cref="IsEmpty"/>.</summary>
    public ulong Newest { get; private set; }

    /// <summary>Whether nothing was taken yet.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Nothing taken yet.</summary>
    public ReplayWindow()
    {
    }

    /// <summary>Whether an index was not taken yet and is not too old to know.</summary>
    public readonly bool IsFresh(ulong index)
    {
        if (IsEmpty || index > Newest)
        {
            return true;
        }

        return Newest - index < Length && (_seen[WordOf(index)] & BitOf(index)) == 0;
    }

    /// <summary>Takes an index, which is fresh.</summary>
    public void Take(ulong index)
    {
        if (IsEmpty || index > Newest)
        {
            Forget(index);
            (Newest, IsEmpty) = (index, false);
        }

        _seen[WordOf(index)] |= BitOf(index);
    }

    /// <summary>Clears the places between the newest and an index that will be it.</summary>
    private void Forget(ulong index)
    {
        if (IsEmpty || index - Newest >= Length)
        {
            _seen = default;
            return;
        }

        for (var next = Newest + 1; next <= index; next++)
        {
            _seen[WordOf(next)] &= ~BitOf(next);
        }
    }

    private static int WordOf(ulong index) => (int)(index % Length / WordBits);

    private static ulong BitOf(ulong index) => 1UL << (int)(index % WordBits);

    [InlineArray(Length / WordBits)]
    private struct Words
    {
        private ulong _first;
    }
}
