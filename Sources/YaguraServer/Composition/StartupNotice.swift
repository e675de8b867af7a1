import Essentials
import Identity

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a person sees on standard output when the server starts. The log is on standard error.
enum StartupNotice {
    case firstStart(ServerSettings, account: AccountID, key: Administrator.AccessKey)
    case restart(ServerSettings, account: AccountID)
    case developer(ServerSettings)

    /// Written at once, so that whoever reads the output through a pipe sees it while the server runs.
    func print() {
        Swift.print(text)
        fflush(nil)
    }

    var text: String {
        switch self {
        case .firstStart(let settings, let account, let key):
            let credentials = AdministratorCredentials(accessKeyID: key.id, secretAccessKey: key.secret)
            return """
                Yagura \(YaguraVersion.text)
                  account  \(account), region \(settings.region)
                  data     \(settings.dataDirectory)
                  root key \(settings.rootKey.advice(dataDirectory: settings.dataDirectory))

                This is the first start. These lines hold the administrator's access key, shown this once. Paste them to
                use it (or later: eval "$(\(EnvironmentExports.command(for: settings)))"):
                \(EnvironmentExports(settings: settings, credentials: credentials).text)
                """
        case .restart(let settings, let account):
            return """
                Yagura \(YaguraVersion.text)
                  account  \(account), region \(settings.region)
                  data     \(settings.dataDirectory)
                  to use   eval "$(\(EnvironmentExports.command(for: settings)))"
                """
        case .developer(let settings):
            return """
                Yagura \(YaguraVersion.text) — DEV MODE: any credentials are accepted and nothing is kept.
                  account  \(settings.account) unless the access key id is itself an account number
                \(EnvironmentExports(settings: settings, credentials: .dev).text)
                """
        }
    }
}
