using System.Buffers;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Media.Containers.Flv;

/// <summary>What onMetaData is to say of a file, gathered tag by tag.</summary>
internal sealed class FlvIndex
{
    /// <summary>
    /// Key frames listed; of more, every second one is left out, again and again. So onMetaData stays below 64 kB and 4096 values, which is
    /// what servers take when such a file is published.
    /// </summary>
    public const int MaxKeyFrames = 1900;

    private const string OnMetaData = "onMetaData";

    /// <summary>Properties that are made anew.</summary>
    private static readonly HashSet<string> Own =
    [
        "duration", "filesize", "keyframes", "hasAudio", "hasVideo", "hasMetadata", "hasKeyframes", "canSeekToEnd", "lasttimestamp",
        "lastkeyframetimestamp", "datasize", "audiosize", "videosize",
    ];

    private readonly List<(TimeSpan Time, long Position)> _keyFrames = [];
    private IReadOnlyList<AmfProperty> _kept = [];
    private TimeSpan? _first;
    private TimeSpan _last;
    private TimeSpan? _lastVideo;
    private TimeSpan _end;
    private TimeSpan _lastKeyFrame;
    private long _seenKeyFrames;
    private long _stride = 1;
    private long _length;

    /// <summary>Tags, onMetaData left out.</summary>
    public long Tags { get; private set; }

    /// <summary>True when there are audio tags.</summary>
    public bool HasAudio { get; private set; }

    /// <summary>True when there are video tags.</summary>
    public bool HasVideo { get; private set; }

    /// <summary>Key frames in the index.</summary>
    public int KeyFrames => _keyFrames.Count;

    /// <summary>First decoding time to the end of the last frame.</summary>
    public TimeSpan Duration => _first is { } first ? _end - first : TimeSpan.Zero;

    /// <summary>True for the tag that the index replaces.</summary>
    public static bool IsMetadata(FlvTag tag) =>
        tag.Type == FlvTagType.Script && tag.Body.Span.StartsWith("\x02\0\nonMetaData"u8);

    /// <summary>Takes the next tag of the file; borrowed.</summary>
    public ValueTask Add(FlvTag tag)
    {
        if (IsMetadata(tag))
        {
            Keep(tag);
            return ValueTask.CompletedTask;
        }

        if (tag.Type != FlvTagType.Script)
        {
            _first ??= tag.Timestamp;
            _last = tag.Timestamp > _last ? tag.Timestamp : _last;
            _end = _last > _end ? _last : _end;
        }

        HasAudio |= tag.Type == FlvTagType.Audio;
        if (tag.Type == FlvTagType.Video)
        {
            AddVideo(tag);
        }

        Tags++;
        _length += FlvTagHeader.Length + tag.Body.Length + FlvMuxer.TagEndLength;
        return ValueTask.CompletedTask;
    }

    /// <summary>The body of onMetaData.</summary>
    public byte[] MakeMetadata()
    {
        // Numbers have a fixed length, so that the first try tells where the tags will be.
        var start = FlvMuxer.FileHeaderLength + FlvTagHeader.Length + Write(0).Length + FlvMuxer.TagEndLength;
        return Write(start);
    }

    private byte[] Write(int start)
    {
        var properties = new List<(string, AmfValue)>
        {
            ("duration", Duration.TotalSeconds),
            ("filesize", (double)(start + _length)),
            ("hasAudio", HasAudio),
            ("hasVideo", HasVideo),
            ("hasMetadata", true),
            ("hasKeyframes", _keyFrames.Count > 0),
            ("canSeekToEnd", _keyFrames.Count > 0 && _lastKeyFrame == _last),
            ("lasttimestamp", _last.TotalSeconds),
        };
        if (_keyFrames.Count > 0)
        {
            properties.Add(("lastkeyframetimestamp", _lastKeyFrame.TotalSeconds));
            properties.Add(("keyframes", AmfValue.Object(
                ("filepositions", AmfValue.StrictArray([.. _keyFrames.Select(frame => (AmfValue)(double)(start + frame.Position))])),
                ("times", AmfValue.StrictArray([.. _keyFrames.Select(static frame => (AmfValue)frame.Time.TotalSeconds)])))));
        }

        properties.AddRange(_kept.Select(static property => (property.Name, property.Value)));
        var body = new ArrayBufferWriter<byte>();
        RtmpDataMessage.Create(OnMetaData, AmfValue.EcmaArray([.. properties])).Write(body);
        return body.WrittenSpan.ToArray();
    }

    private void Keep(FlvTag tag)
    {
        try
        {
            var metadata = RtmpDataMessage.Read(RtmpMessageType.DataAmf0, tag.Body.Span);
            _kept = [.. metadata.Argument(0).Properties.Where(static property => !Own.Contains(property.Name))];
        }
        catch (RtmpProtocolException)
        {
            // Damaged metadata is what a repair is for.
        }
    }

    private void AddVideo(FlvTag tag)
    {
        HasVideo = true;
        if (_lastVideo is { } before && tag.Timestamp > before)
        {
            // A picture is taken to last as long as the one before it.
            var end = tag.Timestamp + (tag.Timestamp - before);
            _end = end > _end ? end : _end;
        }

        _lastVideo = tag.Timestamp;
        if (!IsKeyFrame(tag.Body.Span))
        {
            return;
        }

        _lastKeyFrame = tag.Timestamp;
        if (_seenKeyFrames++ % _stride == 0)
        {
            _keyFrames.Add((tag.Timestamp, _length));
        }

        if (_keyFrames.Count > MaxKeyFrames)
        {
            _stride *= 2;
            var number = 0;
            _keyFrames.RemoveAll(_ => number++ % 2 == 1);
        }
    }

    /// <summary>True for a coded key frame, not for a sequence header.</summary>
    private static bool IsKeyFrame(ReadOnlySpan<byte> body)
    {
        if (!FlvVideoTagHeader.TryRead(body, out var header) || header.FrameType != FlvVideoFrameType.Key)
        {
            return false;
        }

        return header.IsEnhanced
            ? FlvExVideoTagHeader.TryRead(body, out var enhanced, out _)
                && enhanced.TrackId == 0
                && enhanced.PacketType is FlvVideoPacketType.CodedFrames or FlvVideoPacketType.CodedFramesX
            : header.CodecId is not (FlvCodecs.AvcId or FlvCodecs.HevcId) || header.PacketType == FlvPacketType.Frame;
    }
}
