using System.Runtime.InteropServices;
using System.Text.Json;
using Srs.Load;
using Srs.Load.Measuring;
using Srs.Load.Publishing;
using Srs.Load.Viewing;

try
{
    return args switch
    {
        ["play", .. var rest] => await PlayAsync(PlayOptions.Read(rest)),
        ["publish", .. var rest] => await PublishAsync(PublishOptions.Read(rest)),
        ["report", .. var rest] => await Report.RunAsync(rest, Console.Out),
        _ => throw new LoadException($"Use one of:\n\n{PlayOptions.Usage}\n\n{PublishOptions.Usage}\n\n{Report.Usage}"),
    };
}
catch (LoadException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

static async Task<int> PlayAsync(PlayOptions options)
{
    var result = new PlayRun(options).Run();
    await Console.Out.WriteLineAsync(options.IsJson ? JsonSerializer.Serialize(result, ResultJsonContext.Default.PlayResult) : result.ToText());
    return result.IsGood ? 0 : 2;
}

static async Task<int> PublishAsync(PublishOptions options)
{
    using var stopping = new CancellationTokenSource();
    using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    var media = await PublishMedia.ReadAsync(options.File);
    return await new PublishRun(options, media).RunAsync(Console.Out, stopping.Token) ? 0 : 2;

    void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        stopping.Cancel();
    }
}
