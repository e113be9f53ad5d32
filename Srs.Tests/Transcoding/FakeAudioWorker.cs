using System.IO.Pipelines;
using System.Text;
using Srs.Media.Transcoding;

namespace Srs.Tests.Transcoding;

/// <summary>A worker in this process that gives each frame back, crashes at one that begins with 0xDE, and hangs at one that begins with 0xAD.</summary>
internal sealed class FakeAudioWorker
{
    public const byte Crash = 0xDE;
    public const byte Hang = 0xAD;

    private readonly Pipe _input = new();
    private readonly Pipe _output = new();
    private readonly string? _absence;
    private int _isKilled;

    public FakeAudioWorker(int number, string? absence = null)
    {
        _absence = absence;
        Link = new AudioWorkerLink($"fake-{number}", _input.Writer.AsStream(), _output.Reader.AsStream(), Kill);
        Completion = Task.Run(RunAsync);
    }

    public AudioWorkerLink Link { get; }

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
            AudioPipe.Write(_output.Writer, _absence is null ? AudioPipeKind.Ready : AudioPipeKind.Absent, body: Encoding.UTF8.GetBytes(_absence ?? "fake"));
            await _output.Writer.FlushAsync();
            while (!IsKilled && _absence is null)
            {
                var result = await _input.Reader.ReadAsync();
                var rest = result.Buffer;
                while (AudioPipe.TryRead(ref rest, out var message))
                {
                    if (message.Kind == AudioPipeKind.Frame && message.Body.FirstSpan[0] == Hang)
                    {
                        return;
                    }

                    if (message.Kind == AudioPipeKind.Frame && message.Body.FirstSpan[0] == Crash)
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

    private void Answer(in AudioPipeMessage message)
    {
        lock (Jobs)
        {
            switch (message.Kind)
            {
                case AudioPipeKind.Open:
                    Jobs.Add(message.Job);
                    AudioPipe.Write(_output.Writer, AudioPipeKind.Track, message.Job, body: [0x11, 0x90]);
                    break;
                case AudioPipeKind.Close:
                    Jobs.Remove(message.Job);
                    break;
                case AudioPipeKind.Frame when Jobs.Contains(message.Job):
                    AudioPipe.Write(_output.Writer, AudioPipeKind.Sound, message.Job, message.Time, message.Body.FirstSpan);
                    break;
            }
        }

        AudioPipe.Write(_output.Writer, AudioPipeKind.Done, message.Job);
    }
}
