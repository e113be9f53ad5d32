namespace Srs.Media.Containers.Mp4;

/// <summary>Makes init segments: what a player reads before the first fragment.</summary>
/// <remarks>
/// ISO/IEC 14496-12 §8.2 to §8.5 and §8.8, ISO/IEC 23000-19 §7.3.1. There are no edit lists, since composition offsets are signed.
/// </remarks>
public static class CmafInitSegment
{
    private const uint MovieTimescale = 1000;
    private const uint EnabledInMovie = 3;
    private const int UndeterminedLanguage = 0x55C4; // "und", five bits a letter

    private static ReadOnlySpan<uint> UnityMatrix => [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

    /// <summary>Makes the init segment of one track.</summary>
    public static byte[] Create(CmafTrackFormat format) => Create([format]);

    /// <summary>Makes the init segment of tracks whose fragments follow in one file or playlist.</summary>
    /// <param name="formats">One at least, each with a number of its own.</param>
    /// <exception cref="ArgumentException">There is none, or two have one number.</exception>
    public static byte[] Create(ReadOnlySpan<CmafTrackFormat> formats)
    {
        var numbers = new HashSet<uint>();
        foreach (var format in formats)
        {
            if (!numbers.Add(format.TrackId))
            {
                throw new ArgumentException($"Two tracks have the number {format.TrackId}.", nameof(formats));
            }
        }

        if (numbers.Count == 0)
        {
            throw new ArgumentException("An init segment needs a track.", nameof(formats));
        }

        var writer = new Mp4BoxWriter();
        using (writer.Open("ftyp"u8))
        {
            writer.Write("iso6"u8);
            writer.WriteUInt32(0);
            writer.Write("iso6mp41"u8);
            writer.Write(formats.Length == 1 ? "cmfc"u8 : []);
        }

        using (writer.Open("moov"u8))
        {
            WriteMovieHeader(writer, numbers.Max() + 1);
            foreach (var format in formats)
            {
                WriteTrack(writer, format);
            }

            using (writer.Open("mvex"u8))
            {
                foreach (var format in formats)
                {
                    using (writer.OpenFull("trex"u8))
                    {
                        writer.WriteUInt32(format.TrackId);
                        writer.WriteUInt32(1); // default_sample_description_index
                        writer.WriteZeros(12); // duration, size and flags, which every fragment tells
                    }
                }
            }
        }

        return writer.Span.ToArray();
    }

    private static void WriteMovieHeader(Mp4BoxWriter writer, uint nextTrackId)
    {
        using (writer.OpenFull("mvhd"u8))
        {
            writer.WriteZeros(8); // creation and modification time
            writer.WriteUInt32(MovieTimescale);
            writer.WriteUInt32(0); // duration: told by the fragments
            writer.WriteUInt32(0x10000); // rate 1
            writer.WriteUInt16(0x100); // volume 1
            writer.WriteZeros(10);
            WriteMatrix(writer);
            writer.WriteZeros(24);
            writer.WriteUInt32(nextTrackId);
        }
    }

    private static void WriteTrack(Mp4BoxWriter writer, CmafTrackFormat format)
    {
        using (writer.Open("trak"u8))
        {
            using (writer.OpenFull("tkhd"u8, flags: EnabledInMovie))
            {
                writer.WriteZeros(8);
                writer.WriteUInt32(format.TrackId);
                writer.WriteZeros(4 + 4 + 8); // reserved, duration, reserved
                writer.WriteUInt16(0); // layer
                writer.WriteUInt16(format.IsVideo ? 0 : 1); // alternate_group: audio tracks are alternatives
                writer.WriteUInt16(format.IsVideo ? 0 : 0x100); // volume
                writer.WriteUInt16(0);
                WriteMatrix(writer);
                writer.WriteUInt32((uint)format.Width << 16);
                writer.WriteUInt32((uint)format.Height << 16);
            }

            using (writer.Open("mdia"u8))
            {
                using (writer.OpenFull("mdhd"u8))
                {
                    writer.WriteZeros(8);
                    writer.WriteUInt32((uint)format.Timescale);
                    writer.WriteUInt32(0);
                    writer.WriteUInt16(UndeterminedLanguage);
                    writer.WriteUInt16(0);
                }

                using (writer.OpenFull("hdlr"u8))
                {
                    writer.WriteUInt32(0);
                    writer.Write(format.IsVideo ? "vide"u8 : "soun"u8);
                    writer.WriteZeros(12);
                    writer.Write(format.IsVideo ? "Video\0"u8 : "Audio\0"u8);
                }

                WriteMediaInformation(writer, format);
            }
        }
    }

    private static void WriteMediaInformation(Mp4BoxWriter writer, CmafTrackFormat format)
    {
        using (writer.Open("minf"u8))
        {
            using (writer.OpenFull(format.IsVideo ? "vmhd"u8 : "smhd"u8, flags: format.IsVideo ? 1u : 0))
            {
                writer.WriteZeros(format.IsVideo ? 8 : 4); // graphicsmode and opcolor; balance
            }

            using (writer.Open("dinf"u8))
            using (writer.OpenFull("dref"u8))
            {
                writer.WriteUInt32(1);
                using (writer.OpenFull("url "u8, flags: 1)) // in this file
                {
                }
            }

            using (writer.Open("stbl"u8))
            {
                using (writer.OpenFull("stsd"u8))
                {
                    writer.WriteUInt32(1);
                    writer.Write(format.SampleEntry.Span);
                }

                WriteEmptyTable(writer, "stts"u8);
                WriteEmptyTable(writer, "stsc"u8);
                using (writer.OpenFull("stsz"u8))
                {
                    writer.WriteZeros(8);
                }

                WriteEmptyTable(writer, "stco"u8);
            }
        }
    }

    private static void WriteEmptyTable(Mp4BoxWriter writer, ReadOnlySpan<byte> type)
    {
        using (writer.OpenFull(type))
        {
            writer.WriteUInt32(0);
        }
    }

    private static void WriteMatrix(Mp4BoxWriter writer)
    {
        foreach (var value in UnityMatrix)
        {
            writer.WriteUInt32(value);
        }
    }
}
