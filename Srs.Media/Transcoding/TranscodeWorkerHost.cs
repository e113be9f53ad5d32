using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Srs.Media.Net.FFmpeg;

namespace Srs.Media.Transcoding;

/// <summary>What a worker process does: it transcodes what comes through one pipe and answers through another, until the first one ends.</summary>
/// <remarks>
/// One message after another, each answered by <see cref="TranscodePipeKind.Done"/>, so that the server knows at which one a worker crashed or
/// hangs.
/// </remarks>
public sealed class TranscodeWorkerHost : IDisposable
{
    /// <summary>Most jobs at a time; a server gives far fewer.</summary>
    internal const int MaxJobs = 1024;

    private readonly Dictionary<uint, ITranscoder> _jobs = [];
    private readonly PipeWriter _output;

    private TranscodeWorkerHost(PipeWriter output) => _output = output;

    /// <summary>Works until the input ends.</summary>
    /// <param name="input">The server's messages; stays the caller's.</param>
    /// <param name="output">The answers; stays the caller's.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>False when it cannot work, or was told nonsense.</returns>
    public static async Task<bool> RunAsync(Stream input, Stream output, CancellationToken cancellationToken = default)
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(leaveOpen: true));
        var writer = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
        if (!FFmpegLibrary.TryLoad(out var reason))
        {
            TranscodePipe.Write(writer, TranscodePipeKind.Absent, body: Encoding.UTF8.GetBytes(reason));
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }

        TranscodePipe.Write(writer, TranscodePipeKind.Ready, body: Encoding.UTF8.GetBytes(FFmpegLibrary.Version));
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        using var host = new TranscodeWorkerHost(writer);
        try
        {
            await host.ServeAsync(reader, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is TranscodePipeException or IOException)
        {
            // The server has gone, or this is not the server.
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var job in _jobs.Values)
        {
            job.Dispose();
        }

        _jobs.Clear();
    }

    private async Task ServeAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var rest = result.Buffer;
            while (TranscodePipe.TryRead(ref rest, out var message))
            {
                Handle(message);
                TranscodePipe.Write(_output, TranscodePipeKind.Done, message.Job);
                await _output.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            input.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private void Handle(in TranscodePipeMessage message)
    {
        try
        {
            switch (message.Kind)
            {
                case TranscodePipeKind.Open:
                    Open(message);
                    break;
                case TranscodePipeKind.Frame:
                    Transcode(message);
                    break;
                case TranscodePipeKind.Close:
                    Close(message.Job);
                    break;
                default:
                    throw new TranscodePipeException($"A worker takes no message of kind {message.Kind}.");
            }
        }
        catch (TranscodeException e)
        {
            Close(message.Job);
            TranscodePipe.Write(_output, TranscodePipeKind.Failed, message.Job, body: Encoding.UTF8.GetBytes(e.Message));
        }
    }

    private void Open(in TranscodePipeMessage message)
    {
        if (!TranscodeSettings.TryRead(message.Body.ToArray(), out var settings) || _jobs.Count >= MaxJobs || _jobs.ContainsKey(message.Job))
        {
            throw new TranscodePipeException($"Job {message.Job} cannot be opened.");
        }

        var job = message.Job;
        TranscoderOutput give = (payload, time) => TranscodePipe.Write(_output, TranscodePipeKind.Output, job, time, payload);
        ITranscoder transcoder = settings!.IsVideo ? new VideoTranscoder(settings, give) : new AudioTranscoder(settings, give);
        _jobs[job] = transcoder;
        TranscodePipe.Write(_output, TranscodePipeKind.Track, job, body: transcoder.Config);
    }

    private void Transcode(in TranscodePipeMessage message)
    {
        if (!_jobs.TryGetValue(message.Job, out var transcoder))
        {
            // It failed while this was on its way.
            return;
        }

        if (message.Body.IsSingleSegment)
        {
            transcoder.Push(message.Body.FirstSpan, message.Time);
            return;
        }

        var copy = ArrayPool<byte>.Shared.Rent((int)message.Body.Length);
        message.Body.CopyTo(copy);
        transcoder.Push(copy.AsSpan(0, (int)message.Body.Length), message.Time);
        ArrayPool<byte>.Shared.Return(copy);
    }

    private void Close(uint job)
    {
        if (_jobs.Remove(job, out var transcoder))
        {
            transcoder.Dispose();
        }
    }
}
