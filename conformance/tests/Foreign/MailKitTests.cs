using Conformance.Tests.Suite;
using Xunit.Abstractions;

namespace Conformance.Tests.Foreign;

/// <summary>A client that nobody here wrote, against the server of the environment or the built-in one.</summary>
public sealed class MailKitTests(TestTarget target, ITestOutputHelper output) : IClassFixture<TestTarget>
{
    [SkippableFact]
    public Task A_disconnected_client_catches_up_by_CONDSTORE() => MailKitSync.RunAsync(target.Opened.Target, target.Settings.Run.Seed, false, output);

    [SkippableFact]
    public Task A_disconnected_client_catches_up_by_QRESYNC() => MailKitSync.RunAsync(target.Opened.Target, target.Settings.Run.Seed, true, output);
}
