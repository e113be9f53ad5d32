using Srs.Media.Streams;
using Srs.Web.Callbacks;

namespace Srs.Web.Configuration;

/// <summary>Checks the sections of callbacks and heartbeat; a fault never repeats a secret.</summary>
internal static class CallbackCheck
{
    private const int MostRetries = 10;

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    /// <summary>Adds a sentence for each fault.</summary>
    public static void Check(SrsOptions options, List<string> errors)
    {
        if (!AddressGuard.TryParseList(options.Callbacks.AllowAddresses, out _, out var fault))
        {
            errors.Add($"Srs:Callbacks:AllowAddresses has \"{fault}\", but a network is written address or address/bits, such as 169.254.10.1 or 169.254.10.0/24.");
        }

        var heartbeat = options.Heartbeat;
        if (heartbeat.Interval < ShortestInterval || heartbeat.Interval > LongestInterval)
        {
            errors.Add($"Srs:Heartbeat:Interval is {heartbeat.Interval}, but has to be from 1 s to 1 day.");
        }

        if (!CallbackUrl.TryParse(heartbeat.Url, out _))
        {
            errors.Add("Srs:Heartbeat:Url is no address of http or https, such as http://127.0.0.1:8085/api/v1/servers; set Srs:Heartbeat:Enabled to false for none.");
        }

        CheckHooks("Srs:DefaultVhost:HttpHooks", options.DefaultVhost.HttpHooks, errors);
        foreach (var (name, vhost) in options.Vhosts)
        {
            CheckHooks($"Srs:Vhosts:{name}:HttpHooks", vhost.HttpHooks, errors);
        }
    }

    private static void CheckHooks(string path, HttpHooksOptions hooks, List<string> errors)
    {
        foreach (var (name, list) in new[]
        {
            (nameof(hooks.OnConnect), hooks.OnConnect),
            (nameof(hooks.OnClose), hooks.OnClose),
            (nameof(hooks.OnPublish), hooks.OnPublish),
            (nameof(hooks.OnUnpublish), hooks.OnUnpublish),
            (nameof(hooks.OnPlay), hooks.OnPlay),
            (nameof(hooks.OnStop), hooks.OnStop),
            (nameof(hooks.OnDvr), hooks.OnDvr),
            (nameof(hooks.OnHls), hooks.OnHls),
            (nameof(hooks.OnHlsNotify), hooks.OnHlsNotify),
        })
        {
            if (!CallbackUrl.TryParseList(list, out _, out var fault))
            {
                errors.Add($"{path}:{name} has \"{fault}\", but an address is written with http or https, such as http://127.0.0.1:8085/api/v1/streams.");
            }
        }

        if (hooks.Timeout <= TimeSpan.Zero || hooks.Timeout > LongestTimeout)
        {
            errors.Add($"{path}:Timeout is {hooks.Timeout}, but has to be longer than zero and at most {LongestTimeout.TotalMinutes} minutes.");
        }

        if (hooks.Retries is < 0 or > MostRetries)
        {
            errors.Add($"{path}:Retries is {hooks.Retries}, but has to be from 0 to {MostRetries}.");
        }
    }
}
