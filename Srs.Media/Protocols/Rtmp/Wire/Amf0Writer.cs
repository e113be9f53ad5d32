using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>Writes AMF0 values. Layout as drawn at <see cref="Amf0Reader"/>; references are written out in full.</summary>
/// <remarks>AMF3 integers become numbers. Byte arrays, which AMF0 lacks, become the unsupported marker, which all readers
/// skip; the AMF3 switch would lose readers that know AMF0 only. Adobe AMF0 (2006).</remarks>
internal static class Amf0Writer
{
    private static ReadOnlySpan<byte> ObjectEnd => [0, 0, (byte)Amf0Marker.ObjectEnd];

    /// <summary>Writes any value with all below it, at most <see cref="AmfLimits.MaxDepth"/> levels.</summary>
    public static void Write(IBufferWriter<byte> output, AmfValue value)
    {
        Debug.Assert(value.Height <= AmfLimits.MaxDepth, "The writer recurses as deep as the value.");
        switch (value.Kind)
        {
            case AmfKind.Number:
            case AmfKind.Integer:
                WriteNumber(output, Amf0Marker.Number, value.AsNumber() ?? 0);
                break;
            case AmfKind.Boolean:
                output.Write([(byte)Amf0Marker.Boolean, value.AsBoolean() == true ? (byte)1 : (byte)0]);
                break;
            case AmfKind.String:
                WriteString(output, value.AsString() ?? "");
                break;
            case AmfKind.Xml:
                WriteLongText(output, Amf0Marker.XmlDocument, value.AsString() ?? "");
                break;
            case AmfKind.Date:
                WriteNumber(output, Amf0Marker.Date, value.AsDateMilliseconds() ?? 0);
                WriteUInt16(output, 0);
                break;
            case AmfKind.Null:
                WriteMarker(output, Amf0Marker.Null);
                break;
            case AmfKind.Undefined:
                WriteMarker(output, Amf0Marker.Undefined);
                break;
            case AmfKind.StrictArray:
                WriteStrictArray(output, value.Elements);
                break;
            case AmfKind.Object:
            case AmfKind.TypedObject:
            case AmfKind.EcmaArray:
                WriteProperties(output, value);
                break;
            default:
                WriteMarker(output, Amf0Marker.Unsupported);
                break;
        }
    }

    private static void WriteStrictArray(IBufferWriter<byte> output, IReadOnlyList<AmfValue> elements)
    {
        WriteMarker(output, Amf0Marker.StrictArray);
        WriteUInt32(output, (uint)elements.Count);
        foreach (var element in elements)
        {
            Write(output, element);
        }
    }

    private static void WriteProperties(IBufferWriter<byte> output, AmfValue value)
    {
        switch (value.Kind)
        {
            case AmfKind.EcmaArray:
                WriteMarker(output, Amf0Marker.EcmaArray);
                WriteUInt32(output, (uint)value.Properties.Count);
                break;
            case AmfKind.TypedObject:
                WriteMarker(output, Amf0Marker.TypedObject);
                WriteName(output, value.ClassName);
                break;
            default:
                WriteMarker(output, Amf0Marker.Object);
                break;
        }

        foreach (var property in value.Properties)
        {
            WriteName(output, property.Name);
            Write(output, property.Value);
        }

        output.Write(ObjectEnd);
    }

    private static void WriteString(IBufferWriter<byte> output, string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > ushort.MaxValue)
        {
            WriteLongText(output, Amf0Marker.LongString, text);
            return;
        }

        WriteMarker(output, Amf0Marker.String);
        WriteName(output, text);
    }

    private static void WriteLongText(IBufferWriter<byte> output, Amf0Marker marker, string text)
    {
        WriteMarker(output, marker);
        WriteUInt32(output, (uint)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, output);
    }

    private static void WriteName(IBufferWriter<byte> output, string name)
    {
        var length = Encoding.UTF8.GetByteCount(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, AmfLimits.MaxNameBytes);
        WriteUInt16(output, (ushort)length);
        Encoding.UTF8.GetBytes(name, output);
    }

    private static void WriteNumber(IBufferWriter<byte> output, Amf0Marker marker, double number)
    {
        WriteMarker(output, marker);
        BinaryPrimitives.WriteDoubleBigEndian(output.GetSpan(sizeof(double)), number);
        output.Advance(sizeof(double));
    }

    private static void WriteMarker(IBufferWriter<byte> output, Amf0Marker marker) => output.Write([(byte)marker]);

    private static void WriteUInt16(IBufferWriter<byte> output, ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(output.GetSpan(sizeof(ushort)), value);
        output.Advance(sizeof(ushort));
    }

    private static void WriteUInt32(IBufferWriter<byte> output, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(sizeof(uint)), value);
        output.Advance(sizeof(uint));
    }
}
