using Srs.Web;

return await ServerProgram.RunAsync(args);
