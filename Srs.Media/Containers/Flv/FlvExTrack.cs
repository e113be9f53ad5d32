using System.Buffers.Binary;

namespace Srs.Media.Containers.Flv;

/// <summary>One track of a body that holds several.</summary>
/// <remarks>
/// Enhanced RTMP v2, "Enhanced Audio" and "Enhanced Video":
/// <code>| { FourCC 32, if many codecs } | track id 8 | payload length 24 | payload |</code>
/// </remarks>
/// <param name="FourCc">The codec, see <see cref="FlvFourCc"/>.</param>
/// <param name="Id">The track, 0 to 255.</param>
public readonly record struct FlvExTrack(uint FourCc, int Id)
{
    private const int IdAndLength = 4;

    /// <summary>Takes the first track off the front of <paramref name="tracks"/>.</summary>
    /// <param name="tracks">What follows the tag header; unchanged when false.</param>
    /// <param name="hasOwnFourCc">True for <see cref="FlvMultitrackType.ManyTracksManyCodecs"/>.</param>
    /// <param name="fourCc">The codec of all tracks, when they have no own.</param>
    /// <param name="track">The track.</param>
    /// <param name="payload">Its payload; borrows the bytes of <paramref name="tracks"/>.</param>
    /// <returns>False at the end, and when the track is cut off.</returns>
    public static bool TryReadNext(
        ref ReadOnlySpan<byte> tracks, bool hasOwnFourCc, uint fourCc, out FlvExTrack track, out ReadOnlySpan<byte> payload)
    {
        track = default;
        payload = default;
        var rest = tracks;
        if (hasOwnFourCc)
        {
            if (!BinaryPrimitives.TryReadUInt32BigEndian(rest, out fourCc))
            {
                return false;
            }

            rest = rest[FlvFourCc.Length..];
        }

        if (rest.Length < IdAndLength)
        {
            return false;
        }

        int id = rest[0];
        var length = FlvTagHeader.ReadUInt24(rest[1..]);
        rest = rest[IdAndLength..];
        if (length > rest.Length)
        {
            return false;
        }

        track = new FlvExTrack(fourCc, id);
        payload = rest[..length];
        tracks = rest[length..];
        return true;
    }
}
