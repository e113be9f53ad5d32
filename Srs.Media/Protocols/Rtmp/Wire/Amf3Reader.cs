namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>Reads AMF3 values within an AMF0 message.</summary>
/// <remarks>
/// <code>
/// U29      1 to 4 bytes, 7 bits each while the top bit is set, all 8 of the fourth
/// handle   U29; lowest bit 0: the rest is a number in a reference table, 1: the rest is a length or a set of flags
/// string   06 handle(bytes) UTF-8              date   08 handle double          xml 07/0B handle(bytes) UTF-8
/// array    09 handle(count) {name value}* "" value[count]                       bytes  0C handle(bytes)
/// object   0A handle; see Amf3Reader.Objects.cs                                 integer 04 U29, double 05
/// </code>
/// Errors are those of <see cref="Amf0Reader"/>. Strings, complex values and class descriptions have one reference table each,
/// for the whole message. Adobe AMF3 (2006) 3.
/// </remarks>
internal ref partial struct Amf3Reader(AmfCursor cursor, AmfReadState state)
{
    private readonly AmfReadState _state = state;
    private AmfCursor _cursor = cursor;

    /// <summary>Where the reader stands.</summary>
    public readonly AmfCursor Cursor => _cursor;

    /// <summary>Reads the next value, which must be there.</summary>
    public AmfValue ReadValue()
    {
        _state.AddValues(1);
        var marker = (Amf3Marker)_cursor.ReadByte();
        switch (marker)
        {
            case Amf3Marker.Undefined:
                return AmfValue.Undefined;
            case Amf3Marker.Null:
                return AmfValue.Null;
            case Amf3Marker.False:
                return false;
            case Amf3Marker.True:
                return true;
            case Amf3Marker.Integer:
                return AmfValue.Integer(SignExtend(ReadU29()));
            case Amf3Marker.Double:
                return _cursor.ReadDouble();
            case Amf3Marker.String:
                return ReadText();
            case Amf3Marker.Date:
            case Amf3Marker.Xml:
            case Amf3Marker.XmlDocument:
            case Amf3Marker.ByteArray:
            case Amf3Marker.Array:
            case Amf3Marker.Object:
                return ReadComplex(marker);
            default:
                throw Invalid($"AMF3 marker 0x{(byte)marker:x2} is not supported.");
        }
    }

    private static int SignExtend(uint u29) => (int)(u29 << 3) >> 3;

    private static RtmpProtocolException Invalid(string message) => new(RtmpErrorCode.Amf0Invalid, message);

    private AmfValue ReadComplex(Amf3Marker marker)
    {
        var handle = ReadU29();
        if ((handle & 1) == 0)
        {
            return _state.Amf3Objects.Resolve((int)(handle >> 1));
        }

        var index = _state.Amf3Objects.Reserve();
        var value = marker switch
        {
            Amf3Marker.Date => AmfValue.Date(_cursor.ReadDouble()),
            Amf3Marker.ByteArray => ReadBytes(handle >> 1),
            Amf3Marker.Array => ReadArray(handle >> 1),
            Amf3Marker.Object => ReadObject(handle),
            _ => AmfValue.Xml(_state.ToText(_cursor.Read(handle >> 1))),
        };
        return _state.Amf3Objects.Complete(index, value);
    }

    private AmfValue ReadBytes(uint length)
    {
        var bytes = _cursor.Read(length);
        _state.AddText(bytes.Length);
        return AmfValue.ByteArray(bytes.ToArray());
    }

    /// <summary>The named part comes first; when there is one, the numbered values become properties "0", "1", ….</summary>
    private AmfValue ReadArray(uint count)
    {
        _state.Enter();
        var properties = ReadNamedValues();
        var elements = new List<AmfValue>();
        while (elements.Count < count)
        {
            elements.Add(ReadValue());
        }

        _state.Leave();
        if (properties.Count == 0)
        {
            return AmfValue.StrictArray([.. elements]);
        }

        for (var i = 0; i < elements.Count; i++)
        {
            properties.Add(new AmfProperty(i.ToString(System.Globalization.CultureInfo.InvariantCulture), elements[i]));
        }

        return AmfValue.WithProperties(AmfKind.EcmaArray, [.. properties]);
    }

    private List<AmfProperty> ReadNamedValues()
    {
        var properties = new List<AmfProperty>();
        for (var name = ReadName(); name.Length > 0; name = ReadName())
        {
            properties.Add(new AmfProperty(name, ReadValue()));
        }

        return properties;
    }

    private string ReadName() => AmfReadState.CheckName(ReadText());

    private string ReadText()
    {
        var handle = ReadU29();
        var rest = handle >> 1;
        if ((handle & 1) == 0)
        {
            if (rest >= (uint)_state.Strings.Count)
            {
                throw Invalid($"AMF3 string reference {rest}, and {_state.Strings.Count} strings are known.");
            }

            var known = _state.Strings[(int)rest];
            _state.AddText(System.Text.Encoding.UTF8.GetByteCount(known));
            return known;
        }

        var text = _state.ToText(_cursor.Read(rest));
        if (text.Length > 0)
        {
            _state.Strings.Add(text);
        }

        return text;
    }

    private uint ReadU29()
    {
        var value = 0u;
        for (var i = 0; i < 3; i++)
        {
            var next = _cursor.ReadByte();
            value = (value << 7) | (next & 0x7Fu);
            if (next < 0x80)
            {
                return value;
            }
        }

        return (value << 8) | _cursor.ReadByte();
    }
}
