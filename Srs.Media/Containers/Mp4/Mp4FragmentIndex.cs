using System.Collections.Immutable;

namespace Srs.Media.Containers.Mp4;

/// <summary>Where the fragments of a file are and what times they hold, read from their headers alone.</summary>
/// <param name="Tracks">The tracks of the last moov; empty in a file of fragments only.</param>
/// <param name="Fragments">The whole ones, in the order of the file.</param>
/// <param name="Length">Bytes to the end of what is whole: a file that was cut off can be shortened to them and go on.</param>
public sealed record Mp4FragmentIndex(ImmutableArray<Mp4TrackHeader> Tracks, ImmutableArray<Mp4FragmentPlace> Fragments, long Length)
{
    /// <summary>Longest moov or moof read, in bytes.</summary>
    public const int MaxHeaderBytes = 16 * 1024 * 1024;

    /// <summary>Most fragments of a file; those past it are not looked at.</summary>
    public const int MaxFragments = 1_000_000;

    private const int MaxBoxes = 5 * MaxFragments;

    /// <summary>Reads a file.</summary>
    /// <param name="stream">Readable and seekable, at its beginning; stays the caller's.</param>
    /// <param name="tracks">The tracks, for a file without moov.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What is whole. A box that is damaged, or cut off as after a crash, ends the reading; unknown ones are passed over.</returns>
    public static async ValueTask<Mp4FragmentIndex> ReadAsync(
        Stream stream, ImmutableArray<Mp4TrackHeader> tracks = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        tracks = tracks.IsDefault ? [] : tracks;
        var fragments = ImmutableArray.CreateBuilder<Mp4FragmentPlace>();
        var found = new List<Mp4TrackFragment>();
        var start = 0L; // of the fragment, with what belongs to it
        var headerBytes = new byte[Mp4BoxHeader.MaxLength];
        var at = 0L;
        var boxes = 0;
        while (true)
        {
            stream.Position = at;
            var read = await stream.ReadAtLeastAsync(headerBytes, headerBytes.Length, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            if (fragments.Count >= MaxFragments || boxes++ >= MaxBoxes || !Mp4BoxHeader.TryRead(headerBytes.AsSpan(0, read), out var header)
                || header.Length == 0 || header.Length > stream.Length - at)
            {
                return new Mp4FragmentIndex(tracks, fragments.DrainToImmutable(), start);
            }

            if (header.Is("moov"u8) || header.Is("moof"u8))
            {
                var content = await ReadContentAsync(stream, header, at, cancellationToken).ConfigureAwait(false);
                found.Clear();
                if (content is null || (header.Is("moof"u8) && !Mp4TrackFragment.TryReadAll(content, tracks, found)))
                {
                    return new Mp4FragmentIndex(tracks, fragments.DrainToImmutable(), start);
                }

                if (header.Is("moov"u8))
                {
                    tracks = Mp4TrackHeader.ReadAll(content);
                }
            }

            at += header.Length;
            if (header.Is("mdat"u8))
            {
                foreach (var fragment in found)
                {
                    fragments.Add(new Mp4FragmentPlace(start, at - start, fragment));
                }

                found.Clear();
            }

            var isPartOfNext = header.Is("styp"u8) || header.Is("prft"u8) || header.Is("moof"u8) || header.Is("sidx"u8) || header.Is("emsg"u8);
            start = isPartOfNext ? start : at;
        }
    }

    private static async ValueTask<byte[]?> ReadContentAsync(Stream stream, Mp4BoxHeader header, long at, CancellationToken cancellationToken)
    {
        if (header.Length > MaxHeaderBytes)
        {
            return null;
        }

        var content = new byte[(int)header.Length - header.HeaderLength];
        stream.Position = at + header.HeaderLength;
        var read = await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return read == content.Length ? content : null;
    }
}
