using Srs.Media.Configuration;
using Srs.Media.Protocols.Hls;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Dash;

/// <summary>The files of a stream below <c>dash_path</c>, with SRS's names: the manifest, and a folder of segments beside it.</summary>
/// <remarks>Each is written under another name and renamed. Not thread-safe, but for deleting.</remarks>
internal sealed class DashFiles
{
    private const string Unfinished = ".tmp";

    private readonly string _root;
    private readonly string _manifest;
    private readonly string _folder;
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private Task _deleting = Task.CompletedTask;

    private DashFiles(string root, string manifest, string folder)
    {
        _root = root;
        _manifest = manifest;
        _folder = folder;
    }

    /// <summary>Path of a stream's manifest below <c>dash_path</c>.</summary>
    public static string ManifestOf(DashOptions options, StreamKey stream) => PathTemplate.Fill(options.DashMpdFile, new PathValues(stream, default)).TrimStart('.').TrimStart('/');

    /// <summary>Path of the folder of a stream's segments below <c>dash_path</c>.</summary>
    public static string FolderOf(DashOptions options, StreamKey stream)
    {
        var manifest = ManifestOf(options, stream);
        return manifest[..(manifest.LastIndexOf('/') + 1)] + stream.Stream;
    }

    /// <summary>Makes those of a stream.</summary>
    /// <returns>Null when segments stay in memory.</returns>
    public static DashFiles? Of(DashOptions options, StreamKey stream)
    {
        return options.DashPath.Length == 0 ? null : new DashFiles(options.DashPath, ManifestOf(options, stream), FolderOf(options, stream));
    }

    /// <summary>Writes a complete segment, and the initialization segments that it needs.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task WriteAsync(DashSegment segment)
    {
        Task deleting;
        lock (_gate)
        {
            deleting = _deleting;
        }

        await deleting.ConfigureAwait(false);
        foreach (var track in segment.Period.Tracks)
        {
            if (!Has(track.InitName))
            {
                await WriteAsync(track.InitName, file => file.WriteAsync(track.Init).AsTask()).ConfigureAwait(false);
            }

            using var source = segment.Open(track.Index) ?? throw new IOException("There is not enough memory for segments; raise Srs:SegmentStore:MaxMemory.");
            await WriteAsync(NameOf(segment, track), file => source.CopyToAsync(file, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the manifest.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Task WriteManifestAsync(ReadOnlyMemory<byte> bytes) =>
        HlsFiles.WriteAsync(_root, _manifest, Unfinished, file => file.WriteAsync(bytes).AsTask());

    /// <summary>Deletes the files of a segment, off the caller's thread.</summary>
    public void Delete(DashSegment segment) => Delete([.. segment.Period.Tracks.Select(track => NameOf(segment, track))]);

    /// <summary>Deletes everything, off the caller's thread.</summary>
    public void DeleteAll()
    {
        string[] names;
        lock (_gate)
        {
            names = [.. _written];
        }

        Delete(names);
        lock (_gate)
        {
            _deleting = DeleteAsync(_deleting, [_manifest]);
        }
    }

    private static string NameOf(DashSegment segment, DashTrack track) => new DashName(track.Name, DashNaming.Number, segment.Number).ToString();

    private bool Has(string name)
    {
        lock (_gate)
        {
            return _written.Contains(name);
        }
    }

    private async Task WriteAsync(string name, Func<FileStream, Task> write)
    {
        await HlsFiles.WriteAsync(_root, $"{_folder}/{name}", Unfinished, write).ConfigureAwait(false);
        lock (_gate)
        {
            _written.Add(name);
        }
    }

    private void Delete(string[] names)
    {
        lock (_gate)
        {
            var known = Array.FindAll(names, _written.Remove);
            _deleting = DeleteAsync(_deleting, Array.ConvertAll(known, name => $"{_folder}/{name}"));
        }
    }

    /// <summary>Deletes files off the thread that all timeouts hang on: a disk may stand still.</summary>
    private async Task DeleteAsync(Task before, string[] paths)
    {
        await Task.WhenAll(before).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        foreach (var path in paths)
        {
            if (PathTemplate.TryJoin(_root, path, out var full, out _))
            {
                HlsFiles.Delete(full);
            }
        }
    }
}
