using System.Text.Json;
using Srs.Load;
using Srs.Load.Measuring;
using Srs.Load.Publishing;
using Srs.Load.Rtc;
using Srs.Load.Viewing;

try
{
    return args switch
    {
        ["play", .. var rest] => await PlayAsync(PlayOptions.Read(rest)),
        ["publish", .. var rest] => await PublishAsync(PublishOptions.Read(rest)),
        ["whep", .. var rest] => await WhepAsync(WhepOptions.Read(rest)),
        ["whip", .. var rest] => Whip(WhipOptions.Read(rest)),
        ["report", .. var rest] => await Report.RunAsync(rest, Console.Out),
        _ => throw new LoadException($"Use one of:\n\n{PlayOptions.Usage}\n\n{PublishOptions.Usage}\n\n{WhepOptions.Usage}\n\n{WhipOptions.Usage}\n\n{Report.Usage}"),
    };
}
catch (LoadException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

static Task<int> PlayAsync(PlayOptions options) => WriteAsync(new PlayRun(options).Run(), options.IsJson);

static async Task<int> WhepAsync(WhepOptions options)
{
    using var run = new WhepRun(options);
    return await WriteAsync(run.Run(), options.IsJson);
}

static async Task<int> WriteAsync(PlayResult result, bool isJson)
{
    await Console.Out.WriteLineAsync(isJson ? JsonSerializer.Serialize(result, ResultJsonContext.Default.PlayResult) : result.ToText());
    return result.IsGood ? 0 : 2;
}

static int Whip(WhipOptions options)
{
    using var stopping = new CancellationTokenSource();
    using var signals = new StopSignals(stopping);
    return new WhipRun(options).Run(Console.Out, stopping.Token) ? 0 : 2;
}

static async Task<int> PublishAsync(PublishOptions options)
{
    using var stopping = new CancellationTokenSource();
    using var signals = new StopSignals(stopping);
    var media = await PublishMedia.ReadAsync(options.File);
    return await new PublishRun(options, media).RunAsync(Console.Out, stopping.Token) ? 0 : 2;
}
