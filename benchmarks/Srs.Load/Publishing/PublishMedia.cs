using System.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Load.Publishing;

/// <summary>An FLV file as the messages of a publisher that plays it in a loop.</summary>
internal sealed class PublishMedia
{
    private const int CodecH264 = 7;
    private const int VideoHeaderLength = 5;

    private readonly List<Message> _headers = [];
    private readonly List<Message> _media = [];

    private PublishMedia()
    {
    }

    /// <summary>Messages of one round.</summary>
    public int Count => _media.Count;

    /// <summary>Time from one round to the next, in milliseconds.</summary>
    public uint RoundMs { get; private set; }

    /// <summary>Reads a file of H.264 and any sound.</summary>
    /// <exception cref="LoadException">It cannot be used, and why.</exception>
    public static async Task<PublishMedia> ReadAsync(string path)
    {
        var media = new PublishMedia();
        try
        {
            await using var file = File.OpenRead(path);
            await using var reader = new FlvFileReader(file);
            while (await reader.ReadAsync() is { } tag)
            {
                using (tag)
                {
                    media.Add(tag);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FlvFormatException)
        {
            throw new LoadException($"--file {path}: {e.Message}");
        }

        media.SetRound(path);
        return media;
    }

    /// <summary>Time at which message <paramref name="number"/> is due, in milliseconds; numbers go on with the next round.</summary>
    public uint TimeOf(long number) => (uint)(number / Count * RoundMs) + _media[(int)(number % Count)].Time;

    /// <summary>Writes what goes before the media: metadata and codec headers.</summary>
    public void WriteHeaders(RtmpChunkWriter writer, IBufferWriter<byte> output, uint streamId)
    {
        foreach (var message in _headers)
        {
            writer.Write(output, HeaderOf(message, streamId, 0), default, message.Body);
        }
    }

    /// <summary>Writes message <paramref name="number"/>, stamped with <paramref name="now"/> when it is a picture.</summary>
    public void Write(RtmpChunkWriter writer, IBufferWriter<byte> output, uint streamId, long number, long now)
    {
        var message = _media[(int)(number % Count)];
        if (message.IsStamped)
        {
            CaptureStamp.Write(message.Body.AsSpan(VideoHeaderLength), now);
        }

        writer.Write(output, HeaderOf(message, streamId, TimeOf(number)), default, message.Body);
    }

    private static RtmpMessageHeader HeaderOf(Message message, uint streamId, uint time) => new(
        (RtmpMessageType)message.Type,
        message.Type switch { FlvTagType.Audio => RtmpChunkStreamId.Audio, FlvTagType.Video => RtmpChunkStreamId.Video, _ => RtmpChunkStreamId.Data },
        streamId,
        time);

    private void Add(FlvTag tag)
    {
        var body = tag.Body.Span;
        var isHeader = tag.Type == FlvTagType.Script || (body.Length > 1 && body[1] == 0 && IsAvcOrAac(tag.Type, body[0]));
        var isPicture = tag.Type == FlvTagType.Video && body.Length > VideoHeaderLength && (body[0] & 0x8F) == CodecH264 && body[1] == 1;
        var time = (uint)tag.Timestamp.TotalMilliseconds;
        if (isHeader)
        {
            _headers.Add(new Message(tag.Type, 0, body.ToArray(), false));
        }
        else if (isPicture)
        {
            _media.Add(new Message(tag.Type, time, [.. body[..VideoHeaderLength], .. new byte[CaptureStamp.Length], .. body[VideoHeaderLength..]], true));
        }
        else if (body.Length > 0)
        {
            _media.Add(new Message(tag.Type, time, body.ToArray(), false));
        }
    }

    /// <summary>Sound format 10 is AAC, video codec 7 is H.264; both tell headers by their second byte.</summary>
    private static bool IsAvcOrAac(FlvTagType type, byte first) => type == FlvTagType.Audio ? first >> 4 == 10 : (first & 0x8F) == CodecH264;

    private void SetRound(string path)
    {
        // The end of H.264 sequences is of no use in a loop; it is no picture and has an empty body.
        _media.RemoveAll(static message => message.Type == FlvTagType.Video && !message.IsStamped);
        var pictures = _media.Where(static message => message.IsStamped).ToArray();
        if (pictures.Length < 2)
        {
            throw new LoadException($"--file {path} has no H.264 pictures.");
        }

        RoundMs = Math.Max(pictures[^1].Time, _media[^1].Time) + Math.Max(1, pictures[^1].Time - pictures[^2].Time);
    }

    /// <summary>A tag as it is sent, again and again; the stamp within the body is written anew each time.</summary>
    private sealed record Message(FlvTagType Type, uint Time, byte[] Body, bool IsStamped);
}
