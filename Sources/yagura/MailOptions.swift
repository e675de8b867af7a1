import ArgumentParser
import YaguraServer

/// The relay that takes the mail of subscriptions.
struct MailOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The SMTP relay that takes mail; without one, none is sent.", valueName: "host:port"))
    var smtp: String?

    @Option(help: "Whom mail comes from (no-reply@localhost).")
    var smtpFrom: String?

    @Option(
        help: ArgumentHelp("How the connection to the relay is secured (none).", valueName: "none|starttls|tls"))
    var smtpSecurity: String?

    @Option(help: "The name to log in to the relay with.")
    var smtpUser: String?

    @Option(help: "The file of the password to log in to the relay with.")
    var smtpPasswordFile: String?

    var flags: [SettingName: String] {
        let given: [SettingName: String?] = [
            .smtp: smtp, .smtpFrom: smtpFrom, .smtpSecurity: smtpSecurity, .smtpUser: smtpUser,
            .smtpPasswordFile: smtpPasswordFile,
        ]
        return given.compactMapValues { $0 }
    }
}
