using System.Buffers;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>A named run of values within a stream: onMetaData, @setDataFrame, onTextData, ….</summary>
/// <remarks>
/// <code>
/// [00]  string name  value*
/// </code>
/// The leading 0 stands in type 15 only. RTMP 1.0 7.1.2; FLV 10.1 annex E.4.4.
/// </remarks>
/// <param name="Name">What the values are.</param>
/// <param name="Arguments">The values. Of @setDataFrame the first is the name that players are to see.</param>
internal sealed record RtmpDataMessage(string Name, IReadOnlyList<AmfValue> Arguments)
{
    /// <summary>Makes a message with any number of values.</summary>
    public static RtmpDataMessage Create(string name, params AmfValue[] arguments) => new(name, arguments);

    /// <summary>The value of that number, from 0; undefined when the peer sent fewer.</summary>
    public AmfValue Argument(int index) => index < Arguments.Count ? Arguments[index] : AmfValue.Undefined;

    /// <summary>Reads the body of a message of type 18 or 15. Garbage after the first object or array is dropped.</summary>
    /// <exception cref="RtmpProtocolException">No name, or AMF as <see cref="Amf0Reader"/> refuses it.</exception>
    public static RtmpDataMessage Read(RtmpMessageType type, ReadOnlySpan<byte> body)
    {
        var reader = new Amf0Reader(AmfBody.Skip(type, body));
        var name = reader.ReadValue().AsString()
            ?? throw new RtmpProtocolException(RtmpErrorCode.Amf0Decode, "RTMP data message that does not begin with a name.");
        var arguments = new List<AmfValue>();
        var hasContainer = false;
        try
        {
            while (reader.TryReadNext(out var argument))
            {
                arguments.Add(argument);
                hasContainer |= argument.Height > 0;
            }
        }
        catch (RtmpProtocolException) when (hasContainer)
        {
            // Encoders exist that send the rest of a buffer after onMetaData; the metadata itself is whole.
        }

        return new RtmpDataMessage(name, arguments);
    }

    /// <summary>Writes the body of a message of type 18, whatever type the values came in.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        Amf0Writer.Write(output, Name);
        foreach (var argument in Arguments)
        {
            Amf0Writer.Write(output, argument);
        }
    }
}
