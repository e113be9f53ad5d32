namespace Srs.Tests.Lifetime;

/// <summary>How a connection ended, as its peer saw it.</summary>
internal enum ViewerEnd
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>The server closed its side (FIN) after whole messages.</summary>
    Whole,

    /// <summary>The server closed its side in the middle of a message.</summary>
    CutShort,

    /// <summary>It was broken off (RST).</summary>
    Reset,
}
