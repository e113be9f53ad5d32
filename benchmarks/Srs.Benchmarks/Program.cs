using BenchmarkDotNet.Running;
using Srs.Benchmarks.Load;

if (args is [JoinProbe.Command, .. var rest])
{
    return await JoinProbe.RunAsync(rest);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
