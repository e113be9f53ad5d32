using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Srs.Media.Containers.Mp4;

/// <summary>What an init segment tells of a track.</summary>
/// <remarks>ISO/IEC 14496-12 §8.3.2 (tkhd), §8.4.2 (mdhd), §8.4.3 (hdlr), §8.5.2 (stsd), §8.8.3 (trex).</remarks>
/// <param name="TrackId">track_ID.</param>
/// <param name="Timescale">Units per second, 1 at least.</param>
/// <param name="Handler">Four characters: "vide", "soun" or another.</param>
/// <param name="SampleEntry">Four characters that name the codec, such as "avc1"; 0 without a sample entry.</param>
/// <param name="DefaultDuration">Units of a sample of which no fragment tells it.</param>
/// <param name="DefaultFlags">sample_flags likewise.</param>
public sealed record Mp4TrackHeader(uint TrackId, uint Timescale, uint Handler, uint SampleEntry, uint DefaultDuration, uint DefaultFlags)
{
    /// <summary>Most tracks read.</summary>
    public const int MaxTracks = 256;

    private const int MaxSampleEntries = 1024;

    /// <summary>Reads the tracks of a movie box.</summary>
    /// <param name="moov">Content of moov, without its header.</param>
    /// <returns>In the order of the file; damaged ones are left out, and those past <see cref="MaxTracks"/>.</returns>
    public static ImmutableArray<Mp4TrackHeader> ReadAll(ReadOnlySpan<byte> moov)
    {
        var tracks = ImmutableArray.CreateBuilder<Mp4TrackHeader>();
        var boxes = new Mp4BoxReader(moov);
        while (tracks.Count < MaxTracks && boxes.TryReadNext(out var header, out var content))
        {
            if (header.Is("trak"u8) && ReadTrack(content) is { } track)
            {
                tracks.Add(track);
            }
        }

        if (Mp4BoxReader.TryFind(moov, "mvex"u8, out var extends))
        {
            ReadDefaults(extends, tracks);
        }

        return tracks.DrainToImmutable();
    }

    private static Mp4TrackHeader? ReadTrack(ReadOnlySpan<byte> trak)
    {
        if (!Mp4BoxReader.TryFind(trak, "tkhd"u8, out var tkhd) || !Mp4BoxReader.TryFind(trak, "mdia"u8, out var mdia)
            || !Mp4BoxReader.TryFind(mdia, "mdhd"u8, out var mdhd) || !Mp4BoxReader.TryFind(mdia, "hdlr"u8, out var hdlr))
        {
            return null;
        }

        // Version 1 has times of 64 bits before the field.
        var trackId = ReadUInt32(tkhd, tkhd is [1, ..] ? 20 : 12);
        var timescale = ReadUInt32(mdhd, mdhd is [1, ..] ? 20 : 12);
        var entry = Mp4BoxReader.TryFind(mdia, "minf"u8, out var minf) && Mp4BoxReader.TryFind(minf, "stbl"u8, out var stbl)
            && Mp4BoxReader.TryFind(stbl, "stsd"u8, out var stsd) && ReadUInt32(stsd, 4) is > 0 and < MaxSampleEntries
            ? ReadUInt32(stsd, 12)
            : 0;
        return trackId == 0 || timescale == 0 ? null : new Mp4TrackHeader(trackId, timescale, ReadUInt32(hdlr, 8), entry, 0, 0);
    }

    private static void ReadDefaults(ReadOnlySpan<byte> mvex, ImmutableArray<Mp4TrackHeader>.Builder tracks)
    {
        var boxes = new Mp4BoxReader(mvex);
        while (boxes.TryReadNext(out var header, out var content))
        {
            for (var i = 0; i < tracks.Count && header.Is("trex"u8); i++)
            {
                if (tracks[i].TrackId == ReadUInt32(content, 4))
                {
                    tracks[i] = tracks[i] with { DefaultDuration = ReadUInt32(content, 12), DefaultFlags = ReadUInt32(content, 20) };
                }
            }
        }
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> content, int at) =>
        content.Length >= at + sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(content[at..]) : 0;
}
