using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Srs.Media.Streams;

namespace Srs.Web.Logging;

/// <summary>Writes log lines as SRS does: <c>[2026-01-31 12:00:00.123][INFO][pid][id] text</c>.</summary>
/// <remarks>
/// The level's word is of SRS's second spelling. The id is the client's where the line is about one, else the server's. Warnings and errors
/// have the number of the system's error after it, 0 for none. A fault adds its message and one line for each stack frame. What a peer
/// has sent cannot begin a line of its own. Thread-safe.
/// </remarks>
/// <param name="clock">The time.</param>
/// <param name="isUtc">Whether times are UTC; else local.</param>
/// <param name="isColoured">Whether warnings are yellow and errors red, as on SRS's console.</param>
internal sealed class SrsLogFormatter(TimeProvider clock, bool isUtc, bool isColoured) : ConsoleFormatter(FormatName)
{
    /// <summary>What <c>Logging:Console:FormatterName</c> calls it.</summary>
    public const string FormatName = "srs";

    /// <summary>Longest line in bytes of UTF-8, its end included, as in SRS.</summary>
    public const int MaxLineBytes = 8192;

    private const string Red = "\e[31m";
    private const string Yellow = "\e[33m";
    private const string Reset = "\e[0m";

    /// <summary>Names that log messages have for the client's id.</summary>
    private static readonly string[] IdNames = ["SessionId", "Client"];

    private readonly string _serverId = SessionId.New();

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (string.IsNullOrEmpty(text) && logEntry.Exception is null)
        {
            return;
        }

        var id = IdOf(logEntry.State) ?? _serverId;
        var (errorNumber, errorText) = SystemErrorOf(logEntry.Exception);
        var time = (isUtc ? clock.GetUtcNow() : clock.GetLocalNow()).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var line = new StringBuilder(256);
        line.Append(CultureInfo.InvariantCulture, $"[{time}][{WordOf(logEntry.LogLevel)}][{Environment.ProcessId}][{id}]");
        if (logEntry.LogLevel >= LogLevel.Warning)
        {
            line.Append(CultureInfo.InvariantCulture, $"[{errorNumber}]");
        }

        line.Append(' ').Append(text);
        for (var exception = logEntry.Exception; exception is not null; exception = exception.InnerException)
        {
            line.Append(" : ").Append(exception.GetType().Name).Append(": ").Append(exception.Message);
        }

        if (logEntry.LogLevel >= LogLevel.Error && errorNumber != 0)
        {
            line.Append('(').Append(errorText).Append(')');
        }

        var colour = !isColoured ? "" : logEntry.LogLevel >= LogLevel.Error ? Red : logEntry.LogLevel == LogLevel.Warning ? Yellow : "";
        textWriter.Write(colour);
        WriteLine(line, textWriter, colour.Length > 0 ? Reset : "");
        if (logEntry.Exception is { } fault)
        {
            WriteFrames(fault, id, errorNumber, textWriter);
        }
    }

    private static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        _ => "ERROR",
    };

    private static string? IdOf<TState>(TState state)
    {
        if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            for (var i = 0; i < values.Count; i++)
            {
                if (IdNames.Contains(values[i].Key) && values[i].Value is string { Length: > 0 } id)
                {
                    return id;
                }
            }
        }

        return null;
    }

    private static (int Number, string Text) SystemErrorOf(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is Win32Exception error)
            {
                return (error.NativeErrorCode, error.Message);
            }
        }

        return (0, "");
    }

    private static void WriteFrames(Exception fault, string id, int errorNumber, TextWriter writer)
    {
        foreach (var frame in new StackTrace(fault, fNeedFileInfo: true).GetFrames())
        {
            var method = frame.GetMethod();
            var (file, number) = (Path.GetFileName(frame.GetFileName()), frame.GetFileLineNumber());
            var line = new StringBuilder();
            line.Append(CultureInfo.InvariantCulture, $"thread [{Environment.ProcessId}][{id}]: {method?.DeclaringType?.Name}.{method?.Name}() [{file}:{number}][errno={errorNumber}]");
            WriteLine(line, writer, end: "");
        }
    }

    /// <summary>Writes one line that is no longer than allowed and has nothing in it that a terminal obeys.</summary>
    private static void WriteLine(StringBuilder line, TextWriter writer, string end)
    {
        // No character takes less than a byte.
        Span<char> chars = line.Length <= MaxLineBytes ? stackalloc char[line.Length] : new char[MaxLineBytes];
        line.CopyTo(0, chars, chars.Length);
        foreach (ref var c in chars)
        {
            if (char.IsControl(c))
            {
                c = ' ';
            }
        }

        var length = chars.Length;
        if (length * 3 >= MaxLineBytes)
        {
            Span<byte> bytes = stackalloc byte[MaxLineBytes - 1];
            Encoding.UTF8.GetEncoder().Convert(chars, bytes, flush: false, out length, out _, out _);
        }

        writer.Write(chars[..length]);
        writer.Write(end);
        writer.Write('\n');
    }
}
