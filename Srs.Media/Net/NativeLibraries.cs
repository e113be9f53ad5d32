using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Srs.Media.Net;

/// <summary>Native libraries that are optional and whose file names carry versions, which differ between systems.</summary>
/// <remarks>
/// .NET takes one resolver per assembly; this is it. A library that was not loaded here, such as libc, is looked for in .NET's own way.
/// </remarks>
internal static class NativeLibraries
{
    private static readonly ConcurrentDictionary<string, nint> Loaded = ListenForImports();

    /// <summary>Loads the first of several files that is there, for the imports that name it so.</summary>
    /// <param name="name">What the imports call it; not a file's name, so that nothing else is found when this fails.</param>
    /// <param name="files">File names or paths, the preferred one first.</param>
    /// <returns>False when none can be loaded.</returns>
    public static bool TryLoad(string name, IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            if (NativeLibrary.TryLoad(file, out var library))
            {
                Loaded[name] = library;
                return true;
            }
        }

        return false;
    }

    private static ConcurrentDictionary<string, nint> ListenForImports()
    {
        var loaded = new ConcurrentDictionary<string, nint>(StringComparer.Ordinal);
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, (name, _, _) => loaded.GetValueOrDefault(name));
        return loaded;
    }
}
