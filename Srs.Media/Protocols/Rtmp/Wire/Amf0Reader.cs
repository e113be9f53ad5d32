namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>Reads the AMF0 values of one message, and the AMF3 ones that stand between them.</summary>
/// <remarks>
/// <code>
/// number   00 double            object       03 property* 00 00 09       property  name(16-bit length) value
/// boolean  01 u8                ECMA array   08 count(32) property* 00 00 09
/// string   02 len(16) UTF-8     strict array 0A count(32) value*         typed     10 name property* 00 00 09
/// long     0C len(32) UTF-8     date         0B double zone(16)          reference 07 index(16)
/// null 05  undefined 06  unsupported 0D      xml 0F len(32) UTF-8        AMF3      11 value
/// </code>
/// Throws <see cref="RtmpProtocolException"/>: <see cref="RtmpErrorCode.Amf0Decode"/> when the message ends within a value,
/// <see cref="RtmpErrorCode.Amf0Invalid"/> for what AMF0 does not know and for more than <see cref="AmfLimits"/>. Adobe AMF0 (2006).
/// </remarks>
internal ref struct Amf0Reader(ReadOnlySpan<byte> message)
{
    private readonly AmfReadState _state = new();
    private AmfCursor _cursor = new(message);

    /// <summary>True when nothing follows.</summary>
    public readonly bool End => _cursor.Remaining == 0;

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _cursor.Position;

    /// <summary>Reads the next value; false at the end of the message.</summary>
    public bool TryReadNext(out AmfValue value)
    {
        var atEnd = End;
        value = atEnd ? AmfValue.Undefined : ReadValue();
        return !atEnd;
    }

    /// <summary>Reads the next value, which must be there.</summary>
    public AmfValue ReadValue()
    {
        _state.AddValues(1);
        var marker = (Amf0Marker)_cursor.ReadByte();
        switch (marker)
        {
            case Amf0Marker.Number:
                return _cursor.ReadDouble();
            case Amf0Marker.Boolean:
                return _cursor.ReadByte() != 0;
            case Amf0Marker.String:
                return _state.ToText(_cursor.Read(_cursor.ReadUInt16()));
            case Amf0Marker.LongString:
                return _state.ToText(_cursor.Read(_cursor.ReadUInt32()));
            case Amf0Marker.XmlDocument:
                return AmfValue.Xml(_state.ToText(_cursor.Read(_cursor.ReadUInt32())));
            case Amf0Marker.Null:
                return AmfValue.Null;
            case Amf0Marker.Undefined:
                return AmfValue.Undefined;
            case Amf0Marker.Unsupported:
                return AmfValue.Unsupported;
            case Amf0Marker.Date:
                return ReadDate();
            case Amf0Marker.Reference:
                return _state.Amf0Objects.Resolve(_cursor.ReadUInt16());
            case Amf0Marker.AvmPlus:
                return ReadAmf3();
            case Amf0Marker.Object:
            case Amf0Marker.TypedObject:
            case Amf0Marker.EcmaArray:
            case Amf0Marker.StrictArray:
                return ReadContainer(marker);
            default:
                throw new RtmpProtocolException(
                    RtmpErrorCode.Amf0Invalid, $"AMF0 marker 0x{(byte)marker:x2} at {Position - 1} begins no value.");
        }
    }

    private AmfValue ReadContainer(Amf0Marker marker)
    {
        _state.Enter();
        var index = _state.Amf0Objects.Reserve();
        var value = marker switch
        {
            Amf0Marker.StrictArray => AmfValue.StrictArray(ReadElements(_cursor.ReadUInt32())),
            Amf0Marker.EcmaArray => ReadEcmaArray(),
            Amf0Marker.TypedObject => ReadTypedObject(),
            _ => AmfValue.WithProperties(AmfKind.Object, ReadProperties(endMayBeMissing: false)),
        };
        _state.Leave();
        return _state.Amf0Objects.Complete(index, value);
    }

    private AmfValue ReadTypedObject()
    {
        var className = ReadName();
        return AmfValue.WithProperties(AmfKind.TypedObject, ReadProperties(endMayBeMissing: false), className);
    }

    private AmfValue ReadEcmaArray()
    {
        _ = _cursor.ReadUInt32(); // Encoders write 0, or a count from before they added properties; the end marker decides.
        return AmfValue.WithProperties(AmfKind.EcmaArray, ReadProperties(endMayBeMissing: true));
    }

    private AmfValue[] ReadElements(uint count)
    {
        var elements = new List<AmfValue>();
        while (elements.Count < count)
        {
            elements.Add(ReadValue());
        }

        return [.. elements];
    }

    private AmfProperty[] ReadProperties(bool endMayBeMissing)
    {
        var properties = new List<AmfProperty>();
        while (true)
        {
            // Some encoders end the message after the last property of onMetaData's array.
            if (endMayBeMissing && End)
            {
                return [.. properties];
            }

            var name = ReadName();
            if (name.Length == 0 && _cursor.Peek() == (int)Amf0Marker.ObjectEnd)
            {
                _cursor.ReadByte();
                return [.. properties];
            }

            if (name.Length == 0 && endMayBeMissing && End)
            {
                return [.. properties];
            }

            properties.Add(new AmfProperty(name, ReadValue()));
        }
    }

    private string ReadName() => AmfReadState.CheckName(_state.ToText(_cursor.Read(_cursor.ReadUInt16())));

    private AmfValue ReadDate()
    {
        var date = AmfValue.Date(_cursor.ReadDouble());
        _ = _cursor.ReadUInt16(); // The time zone is reserved and means nothing.
        return date;
    }

    private AmfValue ReadAmf3()
    {
        var amf3 = new Amf3Reader(_cursor, _state);
        var value = amf3.ReadValue();
        _cursor = amf3.Cursor;
        return value;
    }
}
