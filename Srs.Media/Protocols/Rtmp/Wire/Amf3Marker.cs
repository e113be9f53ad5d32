namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>First byte of an AMF3 value. AMF3 3.1; vectors and dictionaries (0x0D to 0x11) came later and are refused.</summary>
internal enum Amf3Marker : byte
{
    Undefined = 0x00,
    Null = 0x01,
    False = 0x02,
    True = 0x03,
    Integer = 0x04,
    Double = 0x05,
    String = 0x06,
    XmlDocument = 0x07,
    Date = 0x08,
    Array = 0x09,
    Object = 0x0A,
    Xml = 0x0B,
    ByteArray = 0x0C,
}
