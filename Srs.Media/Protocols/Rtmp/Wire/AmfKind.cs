namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>What an <see cref="AmfValue"/> is.</summary>
internal enum AmfKind
{
    /// <summary>Not there, or AMF undefined.</summary>
    Undefined,

    /// <summary>Null.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A double.</summary>
    Number,

    /// <summary>A signed 29-bit integer, from AMF3 only; written as a number in AMF0.</summary>
    Integer,

    /// <summary>Text.</summary>
    String,

    /// <summary>Named values in order.</summary>
    Object,

    /// <summary>Named values in order, with a class name.</summary>
    TypedObject,

    /// <summary>Named values in order, called an associative array.</summary>
    EcmaArray,

    /// <summary>Values in order.</summary>
    StrictArray,

    /// <summary>Milliseconds since 1970, UTC.</summary>
    Date,

    /// <summary>An XML document, as text that nothing here parses.</summary>
    Xml,

    /// <summary>Bytes, from AMF3 only; AMF0 has no such type and gets <see cref="Unsupported"/>.</summary>
    ByteArray,

    /// <summary>A value that the sender could not express.</summary>
    Unsupported,
}
