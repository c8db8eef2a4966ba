using Bogus;
using MailKit;
using MimeKit;

namespace Conformance.Tests.Foreign;

/// <summary>What another client does to a mailbox: flags, keywords, new mail, copies and expunges, the same for the same seed.</summary>
internal sealed class SeededChanges(int seed)
{
    private static readonly MessageFlags[] Flags = [MessageFlags.Seen, MessageFlags.Answered, MessageFlags.Flagged, MessageFlags.Draft];
    private static readonly string[] Keywords = ["$Forwarded", "$Junk", "work", "later"];

    private readonly Faker faker = new() { Random = new Randomizer(seed) };

    public async Task MakeAsync(IMailFolder folder, IMailFolder other, int changes)
    {
        for (var i = 0; i < changes; i++)
            await OneAsync(folder, other);
    }

    public async Task AppendAsync(IMailFolder folder, int messages)
    {
        for (var i = 0; i < messages; i++)
            await folder.AppendAsync(Message(), faker.Random.Bool() ? MessageFlags.Seen : MessageFlags.None);
    }

    private async Task OneAsync(IMailFolder folder, IMailFolder other)
    {
        if (!folder.IsOpen)
            await folder.OpenAsync(FolderAccess.ReadWrite);
        var there = await folder.SearchAsync(MailKit.Search.SearchQuery.All);
        var some = there.Count == 0 ? [] : faker.Random.ListItems([.. there], faker.Random.Int(1, Math.Min(3, there.Count)));
        switch (some.Count == 0 ? 4 : faker.Random.Int(0, 6))
        {
            case 0:
                await folder.AddFlagsAsync(some, faker.Random.ArrayElement(Flags), silent: faker.Random.Bool());
                break;
            case 1:
                await folder.RemoveFlagsAsync(some, faker.Random.ArrayElement(Flags), silent: false);
                break;
            case 2:
                await folder.AddFlagsAsync(some, MessageFlags.None, new HashSet<string> { faker.Random.ArrayElement(Keywords) }, silent: true);
                break;
            case 3:
                await folder.SetFlagsAsync(some, faker.Random.ArrayElement(Flags), new HashSet<string> { faker.Random.ArrayElement(Keywords) }, silent: false);
                break;
            case 4:
                await AppendAsync(folder, 1);
                break;
            case 5:
                await folder.CopyToAsync(some, other);
                await other.OpenAsync(FolderAccess.ReadWrite);
                await other.CopyToAsync([.. await other.SearchAsync(MailKit.Search.SearchQuery.All)], folder);
                break;
            default:
                await folder.AddFlagsAsync(some, MessageFlags.Deleted, silent: true);
                await folder.ExpungeAsync();
                break;
        }
    }

    private MimeMessage Message()
    {
        var message = new MimeMessage { Subject = faker.Lorem.Sentence(), Date = DateTimeOffset.UnixEpoch, MessageId = $"{faker.Random.Hash()}@example.org" };
        message.From.Add(new MailboxAddress(faker.Name.FullName(), faker.Internet.Email(provider: "example.org")));
        message.To.Add(new MailboxAddress(faker.Name.FullName(), faker.Internet.Email(provider: "example.org")));
        message.Body = new TextPart("plain") { Text = faker.Lorem.Paragraphs(2) };
        return message;
    }
}
