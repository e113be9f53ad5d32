using System.Buffers.Binary;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>What a user control message tells. RTMP 1.0 7.1.7; peers send others, such as 26 and 31 to 33 of FMS.</summary>
internal enum RtmpUserControlEvent : ushort
{
    /// <summary>The stream can be used.</summary>
    StreamBegin = 0,

    /// <summary>Playback is over.</summary>
    StreamEof = 1,

    /// <summary>Nothing to send for now.</summary>
    StreamDry = 2,

    /// <summary>The client buffers that many milliseconds.</summary>
    SetBufferLength = 3,

    /// <summary>The stream is a recording.</summary>
    StreamIsRecorded = 4,

    /// <summary>Wants its value back.</summary>
    PingRequest = 6,

    /// <summary>The value of a ping request.</summary>
    PingResponse = 7,
}

/// <summary>A user control message.</summary>
/// <remarks>
/// <code>
/// +------------+-------------------------------+--------------------------------+
/// | event (16) | stream id, or ping value (32) | milliseconds (32), for event 3 |
/// +------------+-------------------------------+--------------------------------+
/// </code>
/// RTMP 1.0 6.2 and 7.1.7.
/// </remarks>
/// <param name="Event">What it tells; any number.</param>
/// <param name="Value">Message stream id, or the value of a ping. Unknown events may have less than 4 bytes of it: 0 then.</param>
/// <param name="BufferMilliseconds">Of <see cref="RtmpUserControlEvent.SetBufferLength"/>; otherwise 0.</param>
internal readonly record struct RtmpUserControl(RtmpUserControlEvent Event, uint Value, uint BufferMilliseconds = 0)
{
    /// <summary>Bytes of the longest body.</summary>
    public const int MaxLength = sizeof(ushort) + 2 * sizeof(uint);

    private const int ShortLength = sizeof(ushort) + sizeof(uint);

    /// <exception cref="RtmpProtocolException">The body is too short for its event.</exception>
    public static RtmpUserControl Read(ReadOnlySpan<byte> body)
    {
        RtmpControlMessage.CheckLength(RtmpMessageType.UserControl, body, sizeof(ushort));
        var userEvent = (RtmpUserControlEvent)BinaryPrimitives.ReadUInt16BigEndian(body);
        if (!Enum.IsDefined(userEvent))
        {
            return new RtmpUserControl(userEvent, body.Length < ShortLength ? 0 : BinaryPrimitives.ReadUInt32BigEndian(body[2..]));
        }

        var hasLength = userEvent == RtmpUserControlEvent.SetBufferLength;
        RtmpControlMessage.CheckLength(RtmpMessageType.UserControl, body, hasLength ? MaxLength : ShortLength);
        return new RtmpUserControl(
            userEvent,
            BinaryPrimitives.ReadUInt32BigEndian(body[2..]),
            hasLength ? BinaryPrimitives.ReadUInt32BigEndian(body[ShortLength..]) : 0);
    }

    /// <summary>Writes the body; the destination holds <see cref="MaxLength"/> bytes.</summary>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> body)
    {
        BinaryPrimitives.WriteUInt16BigEndian(body, (ushort)Event);
        BinaryPrimitives.WriteUInt32BigEndian(body[2..], Value);
        if (Event != RtmpUserControlEvent.SetBufferLength)
        {
            return ShortLength;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body[ShortLength..], BufferMilliseconds);
        return MaxLength;
    }
}
