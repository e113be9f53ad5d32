namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>One AMF value, immutable, with everything below it.</summary>
/// <remarks>Accessors of the wrong kind give null or nothing and never throw, so that a path through a peer's object reads
/// as one expression. Adobe AMF0 and AMF3 (2006).</remarks>
internal sealed class AmfValue
{
    /// <summary>Null.</summary>
    public static readonly AmfValue Null = new(AmfKind.Null, 0, null);

    /// <summary>Undefined, and what a missing property reads as.</summary>
    public static readonly AmfValue Undefined = new(AmfKind.Undefined, 0, null);

    /// <summary>What the sender could not express.</summary>
    public static readonly AmfValue Unsupported = new(AmfKind.Unsupported, 0, null);

    private static readonly AmfValue False = new(AmfKind.Boolean, 0, null);
    private static readonly AmfValue True = new(AmfKind.Boolean, 1, null);

    private readonly double _number;
    private readonly object? _content;

    private AmfValue(AmfKind kind, double number, object? content)
    {
        Kind = kind;
        _number = number;
        _content = content;
    }

    /// <summary>What the value is.</summary>
    public AmfKind Kind { get; }

    /// <summary>Class name of a typed object; empty for all else.</summary>
    public string ClassName { get; private init; } = "";

    /// <summary>Containers from here down, this one included: 0 for anything that holds no values.</summary>
    public int Height { get; private init; }

    /// <summary>Named values in the order they came, of objects and associative arrays; empty for all else.</summary>
    public IReadOnlyList<AmfProperty> Properties => _content as AmfProperty[] ?? [];

    /// <summary>Values of a strict array; empty for all else.</summary>
    public IReadOnlyList<AmfValue> Elements => _content as AmfValue[] ?? [];

    /// <summary>The property of that name, the last one if it came twice; <see cref="Undefined"/> when there is none.</summary>
    public AmfValue this[string name]
    {
        get
        {
            var properties = _content as AmfProperty[] ?? [];
            for (var i = properties.Length - 1; i >= 0; i--)
            {
                if (properties[i].Name == name)
                {
                    return properties[i].Value;
                }
            }

            return Undefined;
        }
    }

    public static implicit operator AmfValue(string text) => new(AmfKind.String, 0, text);

    public static implicit operator AmfValue(double number) => new(AmfKind.Number, number, null);

    public static implicit operator AmfValue(bool flag) => flag ? True : False;

    /// <summary>An AMF3 integer.</summary>
    public static AmfValue Integer(int value) => new(AmfKind.Integer, value, null);

    /// <summary>A date in milliseconds since 1970, UTC.</summary>
    public static AmfValue Date(double milliseconds) => new(AmfKind.Date, milliseconds, null);

    /// <summary>An XML document.</summary>
    public static AmfValue Xml(string text) => new(AmfKind.Xml, 0, text);

    /// <summary>Bytes; takes over the array.</summary>
    public static AmfValue ByteArray(byte[] bytes) => new(AmfKind.ByteArray, 0, bytes);

    /// <summary>An object.</summary>
    public static AmfValue Object(params ReadOnlySpan<(string Name, AmfValue Value)> properties) =>
        WithProperties(AmfKind.Object, ToProperties(properties));

    /// <summary>An associative array.</summary>
    public static AmfValue EcmaArray(params ReadOnlySpan<(string Name, AmfValue Value)> properties) =>
        WithProperties(AmfKind.EcmaArray, ToProperties(properties));

    /// <summary>Any of the kinds that hold named values; takes over the array.</summary>
    public static AmfValue WithProperties(AmfKind kind, AmfProperty[] properties, string className = "")
    {
        var height = 0;
        foreach (var property in properties)
        {
            height = Math.Max(height, property.Value.Height);
        }

        return new AmfValue(kind, 0, properties) { ClassName = className, Height = height + 1 };
    }

    /// <summary>A strict array; takes over the array.</summary>
    public static AmfValue StrictArray(params AmfValue[] elements)
    {
        var height = 0;
        foreach (var element in elements)
        {
            height = Math.Max(height, element.Height);
        }

        return new AmfValue(AmfKind.StrictArray, 0, elements) { Height = height + 1 };
    }

    /// <summary>The number of a number or integer, else null.</summary>
    public double? AsNumber() => Kind is AmfKind.Number or AmfKind.Integer ? _number : null;

    /// <summary>The claim of a boolean, else null.</summary>
    public bool? AsBoolean() => Kind == AmfKind.Boolean ? _number != 0 : null;

    /// <summary>The text of a string or XML document, else null.</summary>
    public string? AsString() => _content as string;

    /// <summary>A date's milliseconds since 1970, UTC, as any double the peer chose, else null.</summary>
    public double? AsDateMilliseconds() => Kind == AmfKind.Date ? _number : null;

    /// <summary>The bytes of a byte array, else nothing.</summary>
    public ReadOnlyMemory<byte> AsBytes() => _content as byte[] ?? [];

    private static AmfProperty[] ToProperties(ReadOnlySpan<(string Name, AmfValue Value)> properties)
    {
        var array = new AmfProperty[properties.Length];
        for (var i = 0; i < array.Length; i++)
        {
            array[i] = new AmfProperty(properties[i].Name, properties[i].Value);
        }

        return array;
    }
}
