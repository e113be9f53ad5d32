using Srs.Media.Containers.Flv;

namespace Srs.Load.Viewing;

/// <summary>What a probe wants to know of a message.</summary>
/// <param name="Type">What it carries.</param>
/// <param name="Timestamp">Milliseconds.</param>
/// <param name="IsPicture">A picture: not the codec's configuration.</param>
/// <param name="Stamp">Time at which it was published; 0 when it carries none.</param>
/// <param name="Bytes">Its length with its header, within a few bytes.</param>
internal readonly record struct MediaMessage(FlvTagType Type, uint Timestamp, bool IsPicture, long Stamp, int Bytes)
{
    private const int HeaderBytes = 15;

    /// <summary>Looks at a tag body.</summary>
    public static MediaMessage Of(FlvTagType type, uint timestamp, ReadOnlySpan<byte> body)
    {
        var isPicture = type == FlvTagType.Video && IsMedia(body);
        return new MediaMessage(type, timestamp, isPicture, isPicture ? CaptureStamp.Find(body) : 0, body.Length + HeaderBytes);
    }

    /// <summary>
    /// Enhanced RTMP marks its headers in the first byte, whose low bits are then the packet type (0 is the configuration, 2 its end); before
    /// that, the second byte of H.264 was 0 for it. Enhanced RTMP v2, ExVideoTagHeader; Adobe Video File Format Specification 10.1, E.4.3.1.
    /// </summary>
    private static bool IsMedia(ReadOnlySpan<byte> body) =>
        body.Length > 1 && ((body[0] & 0x80) != 0 ? (body[0] & 0x0F) is 1 or 3 : body[1] == 1);
}
