using System.Buffers.Binary;

namespace Srs.Media.Containers.Mp4;

/// <summary>Takes the initialization segment of one track out of that of all tracks.</summary>
internal static class CmafTrackInit
{
    private const int BoxHeader = 8;

    private static ReadOnlySpan<byte> FileType => "\0\0\0\u001cftypiso6\0\0\0\0iso6mp41cmfc"u8;

    /// <summary>Takes it out.</summary>
    /// <param name="init">What the server has written itself: ftyp and moov with 32-bit box lengths.</param>
    /// <param name="trackId">track_ID.</param>
    /// <remarks>ISO/IEC 14496-12 §8.3 (trak, tkhd), §8.8.3 (trex); ISO/IEC 23000-19 §7.3.1 (one track, brand cmfc).</remarks>
    public static byte[] Extract(ReadOnlyMemory<byte> init, uint trackId)
    {
        var output = new List<byte>(init.Length);
        output.AddRange(FileType);
        foreach (var box in Boxes(init))
        {
            if (Is(box, "moov"u8))
            {
                AddMovie(output, box, trackId);
            }
        }

        return [.. output];
    }

    private static void AddMovie(List<byte> output, ReadOnlyMemory<byte> movie, uint trackId)
    {
        var start = Open(output, movie);
        foreach (var box in Boxes(movie[BoxHeader..]))
        {
            if (Is(box, "mvex"u8))
            {
                var extends = Open(output, box);
                foreach (var track in Boxes(box[BoxHeader..]))
                {
                    AddIf(output, track, ReadUInt32(track, BoxHeader + 4) == trackId);
                }

                Close(output, extends);
            }
            else
            {
                AddIf(output, box, !Is(box, "trak"u8) || TrackIdOf(box) == trackId);
            }
        }

        Close(output, start);
    }

    /// <summary>track_ID stands in tkhd, version 0, after version, flags and two times.</summary>
    private static uint TrackIdOf(ReadOnlyMemory<byte> track)
    {
        foreach (var box in Boxes(track[BoxHeader..]))
        {
            if (Is(box, "tkhd"u8))
            {
                return ReadUInt32(box, BoxHeader + 12);
            }
        }

        return 0;
    }

    private static int Open(List<byte> output, ReadOnlyMemory<byte> box)
    {
        var start = output.Count;
        output.AddRange(box.Span[..BoxHeader]);
        return start;
    }

    private static void Close(List<byte> output, int start) =>
        BinaryPrimitives.WriteInt32BigEndian(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(output)[start..], output.Count - start);

    private static void AddIf(List<byte> output, ReadOnlyMemory<byte> box, bool isWanted)
    {
        if (isWanted)
        {
            output.AddRange(box.Span);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Boxes(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length >= BoxHeader)
        {
            var length = (int)Math.Clamp(ReadUInt32(bytes, 0), BoxHeader, (uint)bytes.Length);
            yield return bytes[..length];
            bytes = bytes[length..];
        }
    }

    private static bool Is(ReadOnlyMemory<byte> box, ReadOnlySpan<byte> type) => box.Span.Slice(4, 4).SequenceEqual(type);

    private static uint ReadUInt32(ReadOnlyMemory<byte> bytes, int offset) =>
        bytes.Length >= offset + 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[offset..]) : 0;
}
