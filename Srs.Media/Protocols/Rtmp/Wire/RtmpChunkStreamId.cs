namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>The chunk streams that the server sends on, by kind of message. A receiver may see any from 2 to 65599.</summary>
/// <remarks>Only 2 is fixed (RTMP 1.0 5.3.1.1); all below 64 fit the one-byte basic header.</remarks>
internal static class RtmpChunkStreamId
{
    /// <summary>Protocol and user control.</summary>
    public const int Control = 2;

    /// <summary>Commands and their answers.</summary>
    public const int Command = 3;

    /// <summary>Sound.</summary>
    public const int Audio = 4;

    /// <summary>Metadata.</summary>
    public const int Data = 5;

    /// <summary>Pictures.</summary>
    public const int Video = 6;

    /// <summary>Least number a chunk can name.</summary>
    public const int Min = 2;

    /// <summary>Greatest number a chunk can name.</summary>
    public const int Max = 65599;
}
