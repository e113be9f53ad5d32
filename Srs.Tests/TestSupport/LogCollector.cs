using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Srs.Tests.TestSupport;

/// <summary>Keeps every log line of a test server.</summary>
public sealed class LogCollector : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    /// <summary>The lines so far, oldest first.</summary>
    public IReadOnlyList<LogLine> Lines => [.. _lines];

    /// <summary>Lines of Error and Critical.</summary>
    public IReadOnlyList<LogLine> Errors => [.. _lines.Where(static line => line.Level >= LogLevel.Error)];

    /// <summary>Whether a line holds the text.</summary>
    public bool Contains(string text) => _lines.Any(line => line.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until a line holds the text.</summary>
    public Task WaitForAsync(string text) => Wait.UntilAsync(() => Contains(text), $"the log line \"{text}\" among:\n{string.Join('\n', _lines)}");

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>A logger for one type.</summary>
    public ILogger<T> CreateLogger<T>() => LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(this)).CreateLogger<T>();

    public void Dispose()
    {
    }

    private sealed class Logger(LogCollector collector, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            collector._lines.Enqueue(new LogLine(logLevel, category, eventId.Id, formatter(state, exception), exception));
    }
}
