using Srs.Web.Configuration.SrsConf;

namespace Srs.Web;

/// <summary>What the command line asks for.</summary>
/// <remarks>SRS's options are single letters that may be joined, and the file may follow its letter at once: <c>-tc srs.conf</c>, <c>-csrs.conf</c>.</remarks>
internal sealed record ServerCommand
{
    /// <summary>The text of <c>-h</c>.</summary>
    public const string Help = """
        Srs, a live streaming server.

          (nothing)        run with appsettings.json beside the program
          -c file          run with a configuration file of SRS, and SRS's defaults
          -e               run with environment variables of SRS (SRS_...) alone, and SRS's defaults
          -t               check the configuration, tell all that is wrong with it, and exit
          -v               print the version of SRS that the server is compatible with, and exit
          -g               print the server's signature, and exit
          -h, -?           print this, and exit
          --Srs:Key=value  change any setting, such as --Srs:Rtmp:Listen=1936
          --healthcheck    ask the server that runs with the same settings whether it is ready, and exit

        """;

    /// <summary>What to do instead of running; <see cref="ServerTask.Run"/> to run.</summary>
    public ServerTask Task { get; init; }

    /// <summary>SRS's configuration file; null for none.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Whether SRS's environment variables and defaults are all.</summary>
    public bool IsEnvironmentOnly { get; init; }

    /// <summary>The arguments that .NET's configuration reads.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>What is wrong with the command line; empty for nothing.</summary>
    public string Fault { get; init; } = "";

    /// <summary>Reads a command line.</summary>
    /// <param name="args">As given.</param>
    /// <param name="environment">Environment variables: <c>SRS_CONFIG_FILE</c> beats <c>-c</c>, <c>SRS_ENV_ONLY</c> does what <c>-e</c> does.</param>
    public static ServerCommand Parse(IReadOnlyList<string> args, IReadOnlyDictionary<string, string> environment)
    {
        var command = new ServerCommand();
        var settings = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var argument = args[i];
            var next = i + 1 < args.Count ? args[i + 1] : null;
            if (argument == HealthCheck.Argument)
            {
                command = command with { Task = ServerTask.CheckHealth };
            }
            else if (argument is "--help" or "--version")
            {
                return command with { Task = argument == "--help" ? ServerTask.ShowHelp : ServerTask.ShowVersion };
            }
            else if (argument.StartsWith("--", StringComparison.Ordinal) || (!argument.StartsWith('-') && argument.Contains('=', StringComparison.Ordinal)))
            {
                settings.Add(argument);
                if (!argument.Contains('=', StringComparison.Ordinal) && next is not null && !next.StartsWith('-'))
                {
                    settings.Add(next);
                    i++;
                }
            }
            else if (argument.Length < 2 || argument[0] != '-')
            {
                // As SRS does.
                return command with { Task = ServerTask.ShowHelp };
            }
            else
            {
                command = command.Read(argument, next, ref i);
                if (command.Fault.Length > 0 || command.Task is ServerTask.ShowHelp or ServerTask.ShowVersion or ServerTask.ShowSignature)
                {
                    return command;
                }
            }
        }

        var isEnvironmentOnly = command.IsEnvironmentOnly || environment.GetValueOrDefault(EnvironmentVariables.EnvironmentOnly, "").Length > 0;
        var file = environment.GetValueOrDefault(EnvironmentVariables.ConfigFile, "") is { Length: > 0 } named ? named : command.ConfigFile;
        return command with { Settings = settings, IsEnvironmentOnly = isEnvironmentOnly, ConfigFile = isEnvironmentOnly ? null : file };
    }

    private ServerCommand Read(string argument, string? next, ref int index)
    {
        var command = this;
        for (var i = 1; i < argument.Length; i++)
        {
            switch (argument[i])
            {
                case 'h' or '?':
                    return command with { Task = ServerTask.ShowHelp };
                case 'v' or 'V':
                    return command with { Task = ServerTask.ShowVersion };
                case 'g' or 'G':
                    return command with { Task = ServerTask.ShowSignature };
                case 't':
                    command = command with { Task = ServerTask.CheckConfiguration };
                    break;
                case 'e':
                    command = command with { IsEnvironmentOnly = true };
                    break;
                case 'c' when i + 1 < argument.Length:
                    return command with { ConfigFile = argument[(i + 1)..] };
                case 'c' when next is not null:
                    index++;
                    return command with { ConfigFile = next };
                case 'c':
                    return command with { Fault = "-c needs a file, such as -c conf/srs.conf." };
                default:
                    return command with { Fault = $"There is no option -{argument[i]}; -h tells which there are." };
            }
        }

        return command;
    }
}
