using System.Buffers;

namespace Srs.Media.Containers.Flv;

/// <summary>Rewrites an FLV file so that players can seek in it: duration, file size and key-frame index in onMetaData.</summary>
/// <remarks>
/// Tags keep their bytes and times. A tag that is cut off, and all that follows a damaged one, is dropped; previous tag sizes are written
/// anew. What onMetaData said besides is kept. The file is read twice and never held in memory. Adobe Video File Format Specification 10.1,
/// annex E.5; "keyframes" is the object of times (seconds) and filepositions (bytes) that players and servers look for.
/// </remarks>
public static class FlvRepair
{
    /// <summary>Copies a file, repaired.</summary>
    /// <param name="input">The file; read from its start, must be seekable; stays the caller's.</param>
    /// <param name="output">Receives the repaired file; stays the caller's.</param>
    /// <param name="cancellationToken">Ends the repair.</param>
    /// <exception cref="FlvFormatException">The file does not begin as FLV does.</exception>
    public static async Task<FlvRepairResult> RepairAsync(Stream input, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        var index = new FlvIndex();
        input.Position = 0;
        var length = await ForEachTagAsync(input, index.Add, cancellationToken).ConfigureAwait(false);
        var metadata = index.MakeMetadata();
        var bytes = new ArrayBufferWriter<byte>();
        FlvMuxer.WriteFileHeader(index.HasAudio, index.HasVideo, bytes);
        FlvMuxer.WriteTag(FlvTagType.Script, 0, metadata, bytes);
        await output.WriteAsync(bytes.WrittenMemory, cancellationToken).ConfigureAwait(false);

        input.Position = 0;
        await ForEachTagAsync(
            input,
            async tag =>
            {
                if (!FlvIndex.IsMetadata(tag))
                {
                    bytes.ResetWrittenCount();
                    FlvMuxer.WriteTag(tag.Type, FlvTimestamp.FromTimeSpan(tag.Timestamp), tag.Body.Span, bytes);
                    await output.WriteAsync(bytes.WrittenMemory, cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return new FlvRepairResult(index.Tags + 1, index.KeyFrames, index.Duration, length);
    }

    /// <summary>Repairs a file in place, through a file beside it that takes its name at the end.</summary>
    /// <param name="path">The file, or a symbolic link to it; unchanged when the repair fails. It keeps its Unix file mode.</param>
    /// <param name="cancellationToken">Ends the repair.</param>
    /// <exception cref="FlvFormatException">The file does not begin as FLV does.</exception>
    /// <exception cref="IOException">It cannot be read or replaced.</exception>
    public static async Task<FlvRepairResult> RepairAsync(string path, CancellationToken cancellationToken = default)
    {
        path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            FlvRepairResult result;
            var input = File.OpenRead(path);
            await using (input.ConfigureAwait(false))
            {
                var output = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write);
                await using (output.ConfigureAwait(false))
                {
                    if (!OperatingSystem.IsWindows())
                    {
                        File.SetUnixFileMode(output.SafeFileHandle, File.GetUnixFileMode(input.SafeFileHandle));
                    }

                    result = await RepairAsync(input, output, cancellationToken).ConfigureAwait(false);

                    // A crash after the rename must not leave an empty file in the place of the recording.
                    RandomAccess.FlushToDisk(output.SafeFileHandle);
                }
            }

            File.Move(temporary, path, overwrite: true);
            return result;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Reads up to the end or the first damage.</summary>
    /// <returns>Bytes of the input that were not read as tags.</returns>
    private static async Task<long> ForEachTagAsync(Stream input, Func<FlvTag, ValueTask> action, CancellationToken cancellationToken)
    {
        var reader = new FlvFileReader(input);
        await using var closing = reader.ConfigureAwait(false);
        var read = 0L;
        try
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } tag)
            {
                using (tag)
                {
                    read += FlvTagHeader.Length + tag.Body.Length + FlvMuxer.TagEndLength;
                    await action(tag).ConfigureAwait(false);
                }
            }
        }
        catch (FlvFormatException) when (read > 0)
        {
            // What follows cannot be told from noise.
        }

        return Math.Max(0, input.Length - read - FlvMuxer.FileHeaderLength);
    }
}
