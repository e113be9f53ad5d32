namespace Srs.Media.Protocols.Rtmp.Wire;

/// <remarks>
/// The handle of an object, from its lowest bit:
/// <code>
/// 0       the rest is a number in the table of complex values
/// 01      class description number (rest) of the table, then the values
/// 0011    count(rest) of sealed names; class name, names, then the values          1011  the same, dynamic
/// x111    externalizable: class name, then whatever the class writes
/// </code>
/// </remarks>
internal ref partial struct Amf3Reader
{
    /// <summary>A list that writes one value, its array. The only class of its kind that commands use.</summary>
    private const string ArrayCollection = "flex.messaging.io.ArrayCollection";

    private AmfValue ReadObject(uint handle)
    {
        _state.Enter();
        var traits = ReadTraits(handle);
        var value = traits.IsExternalizable ? ReadExternalizable(traits.ClassName) : ReadProperties(traits);
        _state.Leave();
        return value;
    }

    private Amf3Traits ReadTraits(uint handle)
    {
        if ((handle & 2) == 0)
        {
            var index = handle >> 2;
            return index < (uint)_state.Traits.Count
                ? _state.Traits[(int)index]
                : throw Invalid($"AMF3 class reference {index}, and {_state.Traits.Count} classes are known.");
        }

        var isExternalizable = (handle & 4) != 0;
        var isDynamic = (handle & 8) != 0;
        var count = isExternalizable ? 0 : handle >> 4;
        var className = ReadName();
        var names = new List<string>();
        while (names.Count < count)
        {
            _state.AddValues(1); // A class may be described and never used, so its names count by themselves.
            names.Add(ReadName());
        }

        var traits = new Amf3Traits(className, isExternalizable, isDynamic, names);
        _state.Traits.Add(traits);
        return traits;
    }

    private AmfValue ReadExternalizable(string className) => className == ArrayCollection
        ? ReadValue()
        : throw Invalid($"AMF3 class of {className.Length} characters that writes its own bytes; only {ArrayCollection} is known.");

    private AmfValue ReadProperties(Amf3Traits traits)
    {
        var properties = new List<AmfProperty>();
        foreach (var name in traits.SealedNames)
        {
            _state.AddText(System.Text.Encoding.UTF8.GetByteCount(name));
            properties.Add(new AmfProperty(name, ReadValue()));
        }

        if (traits.IsDynamic)
        {
            properties.AddRange(ReadNamedValues());
        }

        if (traits.ClassName.Length == 0)
        {
            return AmfValue.WithProperties(AmfKind.Object, [.. properties]);
        }

        _state.AddText(System.Text.Encoding.UTF8.GetByteCount(traits.ClassName));
        return AmfValue.WithProperties(AmfKind.TypedObject, [.. properties], traits.ClassName);
    }
}
