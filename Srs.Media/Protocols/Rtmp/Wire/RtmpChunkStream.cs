using Srs.Media.Buffers;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>What the receiver remembers of one chunk stream: the last header, and the message that is not complete.</summary>
internal sealed class RtmpChunkStream(int id)
{
    /// <summary>Absolute, milliseconds, modulo 2^32.</summary>
    private uint _timestamp;

    /// <summary>What a format 3 chunk that begins a message adds; after format 0 that is its timestamp (5.3.1.2.4).</summary>
    private uint _delta;

    private RtmpMessageType _type;
    private uint _streamId;

    /// <summary>Bytes of the whole message.</summary>
    public int MessageLength { get; private set; }

    /// <summary>The value that the last header carried in the extended field; null when it had none.</summary>
    public uint? Extended { get; private set; }

    /// <summary>Bytes of the message that have come; null between messages.</summary>
    public PooledBytes? Partial { get; set; }

    /// <summary>Bytes of the message that have not come.</summary>
    public int MissingBytes => MessageLength - (Partial?.Length ?? 0);

    /// <summary>Takes a header over, once it is known to be legal here.</summary>
    /// <param name="header">The header.</param>
    /// <param name="extended">Extended timestamp, when the header's field asks for one.</param>
    public void Apply(in RtmpChunkHeader header, uint? extended)
    {
        if (header.Format <= 2)
        {
            _delta = extended ?? header.TimestampField;
            Extended = extended;
        }

        if (header.Format <= 1)
        {
            MessageLength = header.MessageLength;
            _type = header.Type;
        }

        if (header.Format == 0)
        {
            _streamId = header.StreamId;
            _timestamp = _delta;
        }
        else if (header.Format < 3 || Partial == null)
        {
            _timestamp += _delta;
        }
    }

    /// <summary>The finished message, whose bytes the caller owns; the next chunk begins another.</summary>
    public RtmpMessage Take()
    {
        var message = new RtmpMessage(new RtmpMessageHeader(_type, id, _streamId, _timestamp), Partial!);
        Partial = null;
        return message;
    }

    /// <summary>Drops the unfinished message.</summary>
    /// <returns>Bytes that it held.</returns>
    public int Drop()
    {
        var held = Partial?.Length ?? 0;
        Partial?.Dispose();
        Partial = null;
        return held;
    }
}
