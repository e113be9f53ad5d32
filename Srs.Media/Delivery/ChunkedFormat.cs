using System.Buffers;
using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Delivery;

/// <summary>Another format, each of its messages as one chunk of HTTP/1.1 (RFC 9112, section 7.1).</summary>
/// <remarks>Made once for all viewers, so the message is written twice: its length goes before it.</remarks>
/// <param name="Inner">What writes the messages.</param>
internal sealed record ChunkedFormat(IWireFormat Inner) : IWireFormat
{
    /// <summary>Most bytes kept for the next message of the thread that writes.</summary>
    private const int MaxKeptBytes = 1024 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _message;

    /// <inheritdoc/>
    public string Name => Inner.Name + "-chunked";

    /// <summary>Makes a chunk of bytes.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> bytes)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(bytes, output);
        return output.WrittenSpan.ToArray();
    }

    /// <inheritdoc/>
    public IWireFormat Begin(StreamHeaders headers) => this with { Inner = Inner.Begin(headers) };

    /// <inheritdoc/>
    public void SetHeaders(StreamHeaders headers) => Inner.SetHeaders(headers);

    /// <inheritdoc/>
    public void WritePreface(StreamHeaders headers, uint milliseconds, bool isAtHead, IBufferWriter<byte> output)
    {
        var message = BeginMessage();
        Inner.WritePreface(headers, milliseconds, isAtHead, message);
        Finish(message, output);
    }

    /// <inheritdoc/>
    public void WriteMetadata(ReadOnlySpan<byte> metadata, uint milliseconds, IBufferWriter<byte> output)
    {
        var message = BeginMessage();
        Inner.WriteMetadata(metadata, milliseconds, message);
        Finish(message, output);
    }

    /// <inheritdoc/>
    public void WriteTrack(TrackInfo track, uint milliseconds, IBufferWriter<byte> output)
    {
        var message = BeginMessage();
        Inner.WriteTrack(track, milliseconds, message);
        Finish(message, output);
    }

    /// <inheritdoc/>
    public void WriteFrame(MediaFrame frame, uint milliseconds, IBufferWriter<byte> output)
    {
        var message = BeginMessage();
        Inner.WriteFrame(frame, milliseconds, message);
        Finish(message, output);
    }

    private static ArrayBufferWriter<byte> BeginMessage()
    {
        var message = _message ??= new ArrayBufferWriter<byte>(16 * 1024);
        message.ResetWrittenCount();
        return message;
    }

    private static void Finish(ArrayBufferWriter<byte> message, IBufferWriter<byte> output)
    {
        Write(message.WrittenSpan, output);
        if (message.Capacity > MaxKeptBytes)
        {
            _message = null;
        }
    }

    private static void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (bytes.IsEmpty)
        {
            // A chunk of nothing would be the last one.
            return;
        }

        const int MostDigits = 8;
        var start = output.GetSpan(MostDigits + 2);
        bytes.Length.TryFormat(start, out var digits, "x", System.Globalization.CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(start[digits..]);
        output.Advance(digits + 2);
        output.Write(bytes);
        output.Write("\r\n"u8);
    }
}
