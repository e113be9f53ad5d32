using Srs.Media.Net.OpenSsl;
using Srs.Web.Api;
using Srs.Web.Configuration;
using Srs.Web.Configuration.SrsConf;
using Srs.Web.Hosting;
using Srs.Web.Reload;

namespace Srs.Web;

/// <summary>The process around the server: what it prints, and its exit code.</summary>
internal static class ServerProgram
{
    /// <summary>Does what the command line asks for: as a rule, runs the server until it is asked to stop.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [TranscodeWorkerProgram.Argument])
        {
            return await TranscodeWorkerProgram.RunAsync();
        }

        var command = ServerCommand.Parse(args, EnvironmentVariables.OfProcess());
        if (command.Fault.Length > 0)
        {
            await Console.Error.WriteLineAsync(command.Fault);
            return ExitCode.Configuration;
        }

        try
        {
            switch (command.Task)
            {
                case ServerTask.ShowHelp:
                    await Console.Out.WriteAsync(ServerCommand.Help);
                    return ExitCode.Success;
                case ServerTask.ShowVersion:
                    await Console.Out.WriteLineAsync(ServerIdentity.SoftwareVersion);
                    return ExitCode.Success;
                case ServerTask.ShowSignature:
                    await Console.Out.WriteLineAsync(ServerIdentity.Signature);
                    return ExitCode.Success;
                case ServerTask.CheckHealth:
                    return await HealthCheck.RunAsync(SrsApplication.ReadOptions(command, checksFiles: false).Options);
                case ServerTask.CheckConfiguration:
                    return await CheckAsync(command);
                default:
                    if (!OpenSslLibrary.IsThereForDotNet(out var missing))
                    {
                        await Console.Error.WriteLineAsync($"{missing} .NET needs it for its own cryptography, and ends the process without it.");
                        return ExitCode.Library;
                    }

                    return await ServeAsync(SrsApplication.Build(command));
            }
        }
        catch (ConfigurationException e)
        {
            return await RefuseAsync(e);
        }
        catch (PidFileException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
    }

    private static async Task<int> CheckAsync(ServerCommand command)
    {
        foreach (var remark in SrsApplication.ReadOptions(command, checksFiles: true).Remarks)
        {
            await Console.Out.WriteLineAsync($"Configuration: {remark}");
        }

        await Console.Out.WriteLineAsync("The configuration is good.");
        return ExitCode.Success;
    }

    private static async Task<int> ServeAsync(SrsApplication server)
    {
        await using (server)
        {
            using var pid = PidFile.Take(server.Options.Pid);
            using var signals = new ServerSignals(server);
            try
            {
                await server.StartAsync();
            }
            catch (ListenException e)
            {
                await RefuseAsync(e);
                return ExitCode.Bind;
            }
            catch (OperationCanceledException)
            {
                // A signal came first.
                return ExitCode.Success;
            }

            using var reload = ReloadSignal.Register(server.Services.GetRequiredService<Reloader>());
            await Console.Out.WriteLineAsync(Banner.Write(server));
            await server.WaitForShutdownAsync();
        }

        return ExitCode.Success;
    }

    private static async Task<int> RefuseAsync(ConfigurationException exception)
    {
        foreach (var error in exception.Errors)
        {
            await Console.Error.WriteLineAsync($"Configuration: {error}");
        }

        return ExitCode.Configuration;
    }
}
