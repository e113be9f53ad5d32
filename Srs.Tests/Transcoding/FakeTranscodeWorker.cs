using System.IO.Pipelines;
using System.Text;
using Srs.Media.Transcoding;

namespace Srs.Tests.Transcoding;

/// <summary>A worker in this process that gives each frame back, crashes at one that begins with 0xDE, and hangs at one that begins with 0xAD.</summary>
internal sealed class FakeTranscodeWorker
{
    public const byte Crash = 0xDE;
    public const byte Hang = 0xAD;

    private readonly Pipe _input = new();
    private readonly Pipe _output = new();
    private readonly string? _absence;
    private int _isKilled;

    public FakeTranscodeWorker(int number, string? absence = null)
    {
        _absence = absence;
        Link = new TranscodeWorkerLink($"fake-{number}", _input.Writer.AsStream(), _output.Reader.AsStream(), Kill);
        Completion = Task.Run(RunAsync);
    }

    public TranscodeWorkerLink Link { get; }

    public Task Completion { get; }

    public bool IsKilled => Volatile.Read(ref _isKilled) != 0;

    /// <summary>Jobs that are open.</summary>
    public HashSet<uint> Jobs { get; } = [];

    private void Kill()
    {
        if (Interlocked.Exchange(ref _isKilled, 1) == 0)
        {
            _input.Reader.CancelPendingRead();
            _output.Writer.Complete();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            TranscodePipe.Write(_output.Writer, _absence is null ? TranscodePipeKind.Ready : TranscodePipeKind.Absent, body: Encoding.UTF8.GetBytes(_absence ?? "fake"));
            await _output.Writer.FlushAsync();
            while (!IsKilled && _absence is null)
            {
                var result = await _input.Reader.ReadAsync();
                var rest = result.Buffer;
                while (TranscodePipe.TryRead(ref rest, out var message))
                {
                    if (message.Kind == TranscodePipeKind.Frame && message.Body.FirstSpan[0] == Hang)
                    {
                        return;
                    }

                    if (message.Kind == TranscodePipeKind.Frame && message.Body.FirstSpan[0] == Crash)
                    {
                        Kill();
                        return;
                    }

                    Answer(message);
                    await _output.Writer.FlushAsync();
                }

                _input.Reader.AdvanceTo(rest.Start, rest.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }

            Kill();
        }
        catch (InvalidOperationException)
        {
            // It was killed in mid-word.
        }
    }

    private void Answer(in TranscodePipeMessage message)
    {
        lock (Jobs)
        {
            switch (message.Kind)
            {
                case TranscodePipeKind.Open:
                    Jobs.Add(message.Job);
                    TranscodePipe.Write(_output.Writer, TranscodePipeKind.Track, message.Job, body: [0x11, 0x90]);
                    break;
                case TranscodePipeKind.Close:
                    Jobs.Remove(message.Job);
                    break;
                case TranscodePipeKind.Frame when Jobs.Contains(message.Job):
                    TranscodePipe.Write(_output.Writer, TranscodePipeKind.Output, message.Job, message.Time, message.Body.FirstSpan);
                    break;
            }
        }

        TranscodePipe.Write(_output.Writer, TranscodePipeKind.Done, message.Job);
    }
}
