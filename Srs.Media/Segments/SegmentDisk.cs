using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>The segments on disk: a file each, written under another name and renamed, so that a file is whole or not there.</summary>
/// <remarks>Folders are named by a hash of the stream's name, which stands in each file; nothing of a stranger's choice is a path.</remarks>
internal sealed class SegmentDisk
{
    private const string Extension = ".seg";
    private const string Unfinished = ".tmp";

    private readonly string _root;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    public SegmentDisk(string root, TimeSpan past, TimeProvider clock, ILogger logger)
    {
        _root = Path.GetFullPath(root);
        Past = past;
        _clock = clock;
        _logger = logger;
        Directory.CreateDirectory(_root);
    }

    /// <summary>How long segments stay.</summary>
    public TimeSpan Past { get; }

    /// <summary>Finds the segments of earlier runs, oldest first, and deletes what is torn or too old.</summary>
    public IReadOnlyList<Segment> Recover()
    {
        var found = new List<Segment>();
        var oldest = _clock.GetUtcNow() - Past;
        foreach (var folder in Directory.EnumerateDirectories(_root))
        {
            var torn = 0;
            foreach (var path in Directory.EnumerateFiles(folder))
            {
                var segment = path.EndsWith(Extension, StringComparison.Ordinal) ? SegmentFileFormat.TryRead(path) : null;
                var isOurs = segment is not null && FolderOf(segment.Stream) == folder;
                if (isOurs && segment!.WallClockEnd >= oldest)
                {
                    segment.DiskPath = path;
                    found.Add(segment);
                }
                else if (isOurs || path.EndsWith(Extension, StringComparison.Ordinal) || path.EndsWith(Extension + Unfinished, StringComparison.Ordinal))
                {
                    torn += isOurs ? 0 : 1;
                    TryDelete(path);
                }
            }

            if (torn > 0)
            {
                _logger.TornSegments(torn, folder);
            }

            RemoveIfEmpty(folder);
        }

        found.Sort(static (a, b) => a.WallClock.CompareTo(b.WallClock));
        if (found.Count > 0)
        {
            _logger.SegmentsFound(found.Count, _root);
        }

        return found;
    }

    /// <summary>Writes a segment.</summary>
    /// <exception cref="IOException">The disk is full or broken; nothing of it is left.</exception>
    public async ValueTask WriteAsync(Segment segment)
    {
        if (!segment.HoldsMemory)
        {
            // Memory is so short that it has been given up already.
            return;
        }

        var folder = FolderOf(segment.Stream);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{segment.Publish}-{segment.Sequence}{Extension}"));
        try
        {
            Directory.CreateDirectory(folder);
            var layout = await SegmentFileFormat.WriteAsync(segment, path + Unfinished).ConfigureAwait(false);
            File.Move(path + Unfinished, path, overwrite: true);
            SegmentFileFormat.Attach(segment, path, layout);
            segment.DiskPath = path;
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            TryDelete(path + Unfinished);
            throw new IOException($"A segment cannot be written to {folder}: {e.Message}", e);
        }
    }

    /// <summary>Whether a write failed because of the disk; .NET has an exception of its own for files that are longer than may be (EFBIG).</summary>
    public static bool IsOfDisk(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>Deletes the files of segments.</summary>
    public static void Delete(IReadOnlyList<Segment> segments)
    {
        foreach (var segment in segments)
        {
            if (segment.DiskPath is { } path)
            {
                segment.DiskPath = null;
                TryDelete(path);
                RemoveIfEmpty(Path.GetDirectoryName(path)!);
            }
        }
    }

    private static void RemoveIfEmpty(string folder)
    {
        try
        {
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Something has just come into it, or somebody else has deleted it.
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is tried again at the next start.
        }
    }

    private string FolderOf(StreamKey stream)
    {
        var name = JoinName(stream);
        return Path.Combine(_root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)));
    }

    /// <summary>With line feeds, which no name has.</summary>
    private static string JoinName(StreamKey stream) => string.Join('\n', stream.Vhost, stream.App, stream.Stream);
}
