using System.CommandLine;
using Microsoft.Extensions.Logging;
using Reference.Store;
using Reference.Wire;

namespace Reference.Serving;

/// <summary>The command line: serve, hash-password, and the tools for a mailbox.</summary>
public static class CommandLine
{
    public static RootCommand Create(TextReader input, TextWriter output, TextWriter error) =>
        new("The reference IMAP server: CONDSTORE and QRESYNC (RFC 7162) on Dovecot's first modseq scheme.")
        {
            Serve(input, output, error), HashPassword(input, output, error), MailboxTools.MailboxPath(output, error),
            MailboxTools.ForgetExpunges(output, error), MailboxTools.NoModSeqs(output, error),
        };

    private static Command Serve(TextReader input, TextWriter output, TextWriter error)
    {
        var root = new Option<string?>("--root")
        {
            Description = "Directory of the mail store; without it a temporary one that is removed at exit",
            HelpName = "DIR",
        };
        var listen = new Option<string>("--listen")
        {
            Description = "HOST:PORT; port 0 for any free one, IPv6 in brackets",
            DefaultValueFactory = _ => "127.0.0.1:1143",
            HelpName = "HOST:PORT",
        };
        var users = new Option<string?>("--users")
        {
            Description = "File of name:HASH lines, HASH as hash-password prints it; without it demo accounts on loopback",
            HelpName = "FILE",
        };
        var durability = new Option<string>("--durability")
        {
            Description = "fsync: survives a power cut; os: survives a kill",
            DefaultValueFactory = _ => "fsync",
        };
        durability.AcceptOnlyFromAmong("fsync", "os");
        var without = new Option<string?>("--without")
        {
            Description = "Capabilities to leave out, to play a lesser server: QRESYNC,MOVE",
            HelpName = "CAP,...",
        };
        var messageLimit = new Option<int?>("--message-limit")
        {
            Description = "Tell MESSAGELIMIT=N (RFC 9738), and let no command work on more messages than that",
            HelpName = "N",
        };
        var delivery = new Option<string?>("--lmtp")
        {
            Description = "HOST:PORT on loopback where mail is delivered by LMTP, to user@... or user+mailbox@...; without it none is",
            HelpName = "HOST:PORT",
        };
        var level = new Option<LogLevel>("--log-level")
        {
            Description = "Least level of the log on stderr",
            DefaultValueFactory = _ => LogLevel.Information,
        };
        var withInput = new Option<bool>("--exit-with-stdin")
        {
            Description = "Stop when standard input ends, and leave Ctrl-C to the process that started this one; it may ask for mailbox-path, forget-expunges and no-modseqs there",
        };
        var tlsListen = new Option<string?>("--tls-listen")
        {
            Description = "HOST:PORT where TLS begins with the first octet; STARTTLS is offered on --listen in any case",
            HelpName = "HOST:PORT",
        };
        var certificate = new Option<string?>("--certificate")
        {
            Description = "PEM file, the server's certificate first; without it a self-signed one for localhost is made and kept below the root",
            HelpName = "FILE",
        };
        var key = new Option<string?>("--key") { Description = "PEM file with the certificate's key, when it is not in the same file", HelpName = "FILE" };
        var requireTls = new Option<bool>("--require-tls") { Description = "Nobody logs in without TLS, not even from this machine" };
        var format = new Option<string>("--log-format")
        {
            Description = "text: one line for people; json: one object for each line, with connection and tag",
            DefaultValueFactory = _ => "text",
        };
        format.AcceptOnlyFromAmong("text", "json");
        var command = new Command("serve", "Serve IMAP until SIGTERM or Ctrl-C.")
        {
            root, listen, tlsListen, certificate, key, requireTls, users, durability, without, messageLimit, delivery, level, format, withInput,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                var options = new ServeOptions(
                    parsed.GetValue(root), ListenAddress.Parse(parsed.GetRequiredValue(listen)), parsed.GetValue(users),
                    parsed.GetRequiredValue(durability) == "os" ? Durability.Os : Durability.Fsync,
                    (parsed.GetValue(messageLimit) is { } messages ? Offer.Everything.WithMessageLimit(messages) : Offer.Everything).Without((parsed.GetValue(without) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
                    parsed.GetValue(level),
                    parsed.GetValue(withInput),
                    parsed.GetValue(delivery) is { } lmtp ? ListenAddress.Parse(lmtp) : null)
                {
                    TlsListen = parsed.GetValue(tlsListen) is { } tls ? ListenAddress.Parse(tls) : null,
                    CertificateFile = parsed.GetValue(certificate),
                    KeyFile = parsed.GetValue(key),
                    RequireTls = parsed.GetValue(requireTls),
                    LogsJson = parsed.GetRequiredValue(format) == "json",
                };
                if (options is { KeyFile: not null, CertificateFile: null }) throw new FormatException("--key needs --certificate");
                return await ServeCommand.RunAsync(options, input, output, error, cancellation);
            }
            catch (FormatException e)
            {
                await error.WriteLineAsync($"reference serve: {e.Message}");
                return 1;
            }
        });
        return command;
    }

    private static Command HashPassword(TextReader input, TextWriter output, TextWriter error)
    {
        var command = new Command(
            "hash-password", "Read a password from standard input and print its line for the users file, without the name.");
        command.SetAction(_ =>
        {
            if (!Console.IsInputRedirected) error.Write("Password: ");
            if (input.ReadLine() is not { Length: > 0 } password)
            {
                error.WriteLine("reference hash-password: no password on standard input");
                return 1;
            }
            output.WriteLine(Secret.ToFileForm(Secret.Hash(password)));
            return 0;
        });
        return command;
    }
}
