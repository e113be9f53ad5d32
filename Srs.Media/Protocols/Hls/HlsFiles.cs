using Srs.Media.Segments;

namespace Srs.Media.Protocols.Hls;

/// <summary>The files of a stream below <c>hls_path</c>: written under another name and renamed, so that a web server finds them whole.</summary>
internal sealed class HlsFiles(string root, string keyRoot)
{
    /// <summary>Makes those of a virtual host.</summary>
    /// <returns>Null when segments stay in memory.</returns>
    public static HlsFiles? Of(Configuration.HlsOptions options) => options.HlsPath.Length == 0
        ? null
        : new HlsFiles(options.HlsPath, options.HlsKeyFilePath.Length == 0 ? options.HlsPath : options.HlsKeyFilePath);

    /// <summary>Writes a segment.</summary>
    /// <returns>Full path of the file.</returns>
    /// <exception cref="IOException">It cannot be written; nothing of it is left.</exception>
    public Task<string> WriteAsync(string path, SegmentSource source) =>
        WriteAsync(root, path, ".tmp", file => source.CopyToAsync(file, CancellationToken.None));

    /// <summary>Writes a playlist.</summary>
    /// <inheritdoc cref="WriteAsync(string, SegmentSource)"/>
    public Task<string> WritePlaylistAsync(string path, ReadOnlyMemory<byte> bytes) =>
        WriteAsync(root, path, ".temp", file => file.WriteAsync(bytes).AsTask());

    /// <summary>Writes an initialization segment.</summary>
    /// <inheritdoc cref="WriteAsync(string, SegmentSource)"/>
    public Task<string> WriteInitAsync(string path, ReadOnlyMemory<byte> bytes) =>
        WriteAsync(root, path, ".tmp", file => file.WriteAsync(bytes).AsTask());

    /// <summary>Writes a key, which only this user may read.</summary>
    /// <inheritdoc cref="WriteAsync(string, SegmentSource)"/>
    public Task<string> WriteKeyAsync(string path, ReadOnlyMemory<byte> bytes) =>
        WriteAsync(keyRoot, path, ".tmp", file => file.WriteAsync(bytes).AsTask());

    /// <summary>Full path of a file that is there.</summary>
    /// <returns>Null when it is not, or when the path is no good.</returns>
    public string? Find(string path) => PathTemplate.TryJoin(root, path, out var full, out _) && File.Exists(full) ? full : null;

    /// <summary>Deletes a file; one that is gone or cannot be deleted is passed over.</summary>
    public static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A web server or an administrator may hold it; whoever finds it later can tell that it is old.
        }
    }

    /// <summary>Writes a file below a folder.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="path">Path below it.</param>
    /// <param name="suffix">Put behind its name until it is whole.</param>
    /// <param name="write">Writes what is in it.</param>
    /// <inheritdoc cref="WriteAsync(string, SegmentSource)"/>
    internal static async Task<string> WriteAsync(string root, string path, string suffix, Func<FileStream, Task> write)
    {
        if (!PathTemplate.TryJoin(root, path, out var full, out var fault))
        {
            throw new IOException($"The name {path} cannot be that of a file because {fault}.");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            await using (var file = new FileStream(full + suffix, FileMode.Create, FileAccess.Write, FileShare.Read, 1, FileOptions.Asynchronous))
            {
                await write(file).ConfigureAwait(false);
            }

            File.Move(full + suffix, full, overwrite: true);
            return full;
        }
        catch (Exception e) when (SegmentDisk.IsOfDisk(e))
        {
            Delete(full + suffix);
            throw new IOException($"{full} cannot be written: {e.Message}", e);
        }
    }
}
