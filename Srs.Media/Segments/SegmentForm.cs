namespace Srs.Media.Segments;

/// <summary>In what form the bytes of a segment are.</summary>
public enum SegmentForm
{
    /// <summary>MPEG-TS, tables first.</summary>
    Ts,

    /// <summary>CMAF: the fragments of all tracks, one after the other; which bytes are whose is told by the parts.</summary>
    Cmaf,

    /// <summary>The one that HLS lists, encrypted as a whole with AES-128 in CBC mode.</summary>
    Encrypted,

    /// <summary>The pictures of <see cref="Cmaf"/> alone; the same bytes.</summary>
    Pictures,

    /// <summary>The sound of <see cref="Cmaf"/> alone; the same bytes.</summary>
    Sound,
}
