using Endurance.Model;

namespace Endurance.Work;

/// <summary>Deletes index files while the server is down: all of a mailbox, or one of them.</summary>
public static class IndexFiles
{
    /// <returns>The mailboxes that lost any.</returns>
    public static HashSet<Mailbox> Delete(IReadOnlyList<Mailbox> mailboxes, Random random)
    {
        var lost = new HashSet<Mailbox>();
        foreach (var mailbox in mailboxes.Where(_ => random.Next(3) > 0))
        {
            var files = Directory.GetFiles(mailbox.Directory, "dovecot.index*").Order(StringComparer.Ordinal).ToList();
            if (files.Count == 0) continue;
            if (random.Next(2) == 0) files = [files[random.Next(files.Count)]];
            files.ForEach(File.Delete);
            lost.Add(mailbox);
        }
        return lost;
    }
}
