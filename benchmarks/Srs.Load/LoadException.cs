namespace Srs.Load;

/// <summary>Something the user has to change: a wrong option, a file that is not there, a server that does not answer.</summary>
internal sealed class LoadException(string message) : Exception(message);
