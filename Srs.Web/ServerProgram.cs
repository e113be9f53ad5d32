using System.Net.Sockets;
using Srs.Web.Configuration;

namespace Srs.Web;

/// <summary>The process around the server: what it prints, and its exit code.</summary>
internal static class ServerProgram
{
    private const int Failed = 1;

    /// <summary>Runs the server until it is asked to stop.</summary>
    /// <returns>0 after a normal stop, 1 when the server could not start.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        SrsApplication server;
        try
        {
            if (args.Contains(HealthCheck.Argument))
            {
                return await HealthCheck.RunAsync(SrsApplication.ReadOptions([.. args.Where(static argument => argument != HealthCheck.Argument)]));
            }

            server = SrsApplication.Build(args);
        }
        catch (ConfigurationException e)
        {
            return await RefuseAsync(e);
        }

        await using (server)
        {
            try
            {
                await server.StartAsync();
            }
            catch (ConfigurationException e)
            {
                return await RefuseAsync(e);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                await Console.Error.WriteLineAsync(server.Listeners.Explain(e));
                return Failed;
            }

            await Console.Out.WriteLineAsync(Banner.Write(server));
            await server.WaitForShutdownAsync();
        }

        return 0;
    }

    private static async Task<int> RefuseAsync(ConfigurationException exception)
    {
        foreach (var error in exception.Errors)
        {
            await Console.Error.WriteLineAsync($"Configuration: {error}");
        }

        return Failed;
    }
}
