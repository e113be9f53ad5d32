namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>Where the AMF0 values begin in the body of a command or data message.</summary>
internal static class AmfBody
{
    /// <summary>Leaves out the format byte that types 15 and 17 have before their AMF0 values.</summary>
    /// <remarks>Some encoders say type 15 or 17 and leave the byte out. All bodies begin with a name, so a string marker
    /// tells. The byte's value is not looked at: SRS does not.</remarks>
    public static ReadOnlySpan<byte> Skip(RtmpMessageType type, ReadOnlySpan<byte> body) =>
        type is RtmpMessageType.CommandAmf3 or RtmpMessageType.DataAmf3
        && !body.IsEmpty && body[0] != (byte)Amf0Marker.String
            ? body[1..]
            : body;
}
