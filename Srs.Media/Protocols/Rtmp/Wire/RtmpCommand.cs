using System.Buffers;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>A NetConnection or NetStream command, or the answer to one.</summary>
/// <remarks>
/// <code>
/// [00]  string name  number transaction  object|null  argument*
/// </code>
/// The leading 0 stands in type 17 only; what follows it is AMF0, whose values may switch to AMF3. RTMP 1.0 7.2.
/// </remarks>
/// <param name="Name">connect, publish, _result, ….</param>
/// <param name="TransactionId">Repeated in the answer; 0 when none is wanted.</param>
/// <param name="CommandObject">Null where the command has none; undefined when the message ends before it.</param>
/// <param name="Arguments">What follows the command object.</param>
internal sealed record RtmpCommand(
    string Name, double TransactionId, AmfValue CommandObject, IReadOnlyList<AmfValue> Arguments)
{
    /// <summary>Makes a command with any number of arguments.</summary>
    public static RtmpCommand Create(string name, double transactionId, AmfValue commandObject, params AmfValue[] arguments) =>
        new(name, transactionId, commandObject, arguments);

    /// <summary>The argument of that number, from 0; undefined when the peer sent fewer.</summary>
    public AmfValue Argument(int index) => index < Arguments.Count ? Arguments[index] : AmfValue.Undefined;

    /// <summary>Reads the body of a message of type 20 or 17.</summary>
    /// <exception cref="RtmpProtocolException">No name, no transaction id, or AMF as <see cref="Amf0Reader"/> refuses it.</exception>
    public static RtmpCommand Read(RtmpMessageType type, ReadOnlySpan<byte> body)
    {
        var reader = new Amf0Reader(AmfBody.Skip(type, body));
        var name = reader.ReadValue().AsString() ?? throw Malformed("name");
        var transactionId = reader.ReadValue().AsNumber() ?? throw Malformed("transaction id");
        reader.TryReadNext(out var commandObject);
        var arguments = new List<AmfValue>();
        while (reader.TryReadNext(out var argument))
        {
            arguments.Add(argument);
        }

        return new RtmpCommand(name, transactionId, commandObject, arguments);
    }

    /// <summary>Writes the body of a message of type 20.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        Amf0Writer.Write(output, Name);
        Amf0Writer.Write(output, TransactionId);
        Amf0Writer.Write(output, CommandObject);
        foreach (var argument in Arguments)
        {
            Amf0Writer.Write(output, argument);
        }
    }

    private static RtmpProtocolException Malformed(string what) =>
        new(RtmpErrorCode.Amf0Decode, $"RTMP command without a {what} of the right kind.");
}
