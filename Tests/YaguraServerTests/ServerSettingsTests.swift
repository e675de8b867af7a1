import Testing

@testable import YaguraServer

struct ServerSettingsTests {
    private func resolve(
        flags: [SettingName: String] = [:], environment: [String: String] = [:], file: String? = nil
    ) throws -> ServerSettings {
        let file = try file.map { try SettingsFile(path: "f", text: $0) }
        return try ServerSettings(SettingLayers(flags: flags, environment: environment, file: file))
    }

    @Test func standingValuesAreStrictAndLocal() throws {
        let settings = try resolve()
        #expect(settings.listen == ServerAddress(host: "127.0.0.1", port: 4600))
        #expect(!settings.isDev)
        #expect(settings.auditFlush == .milliseconds(5))
        #expect(settings.proxyTimeout == .milliseconds(250))
        #expect(settings.account.description == "123456789012")
    }

    @Test func flagComesBeforeEnvironmentBeforeFile() throws {
        let file = "# all three\nregion = eu-west-1\nlisten = [::1]:1\r\n\n  log-level=debug  \n"
        let environment = ["YAGURA_REGION": "eu-west-2", "YAGURA_LISTEN": "[::1]:2"]
        let settings = try resolve(flags: [.region: "eu-west-3"], environment: environment, file: file)
        #expect(settings.region.description == "eu-west-3")
        #expect(settings.listen.port == 2)
        #expect(settings.logLevel == .debug)
    }

    @Test(arguments: [
        (SettingName.listen, "here"), (.region, "Nowhere!"), (.account, "12"), (.dev, "yes"), (.logLevel, "loud"),
        (.auditFlush, "-1"), (.auditFlush, "60001"), (.auditFlush, "1.5"), (.data, ""), (.tlsKey, ""),
        (.requestLimit, ""), (.requestLimit, "kms.Sign=1,"), (.requestLimit, "kms.Sign"), (.outboundTrust, ""),
        (.outboundConnect, ""), (.outboundConnect, "h=127.0.0.1"), (.outboundConnect, "=127.0.0.1:1"),
        (.outboundConnect, "h=127.0.0.1:0"), (.outboundConnect, "h=1.2.3.4:1,"),
        (.outboundConnect, "h=1.2.3.4:1,H=1.2.3.4:2"), (.proxyTimeout, "0"), (.proxyTimeout, "60001"),
    ])
    func badValueNamesItsSource(name: SettingName, value: String) {
        let error = #expect(throws: SettingError.self) {
            try resolve(environment: [name.environmentVariable: value])
        }
        #expect(error?.description.hasPrefix("\(name.environmentVariable): '\(value)' is not ") == true)
    }

    @Test func rootKeyIsKeptAsTold() throws {
        #expect(try resolve().rootKey == .file)
        #expect(try resolve(flags: [.rootKey: "passphrase"]).rootKey == .passphrase(file: nil))
        let flags: [SettingName: String] = [
            .rootKey: "pkcs11", .rootKeyModule: "/m.so", .rootKeyToken: "t", .rootKeyPINFile: "/pin",
        ]
        let setting = try resolve(flags: flags).rootKey
        #expect(setting == .token(modulePath: "/m.so", label: "t", pinFile: "/pin"))
        #expect(setting.flags.count == 8)
    }

    @Test(arguments: [
        [SettingName.rootKey: "pkcs11", .rootKeyModule: "/m.so"], [.rootKey: "pkcs11", .rootKeyToken: "t"],
        [.rootKey: "hsm"], [.rootPassphraseFile: "/f"], [.rootKey: "passphrase", .rootKeyToken: "t"],
        [.rootKey: "passphrase", .rootPassphraseFile: ""],
    ])
    func halfToldRootKeyIsRejected(flags: [SettingName: String]) {
        #expect(throws: SettingError.self) { try resolve(flags: flags) }
    }

    @Test func clustersAreListed() throws {
        let text = "cluster-2345abcdefg=/m.so,token=a b;cluster-ABCDEFGHIJK2=/n.so,trust-anchor=/ca,serial=7,token=t=u"
        let clusters = try resolve(file: "hsm-cluster = \(text)").hsmClusters
        #expect(clusters.map(\.id) == ["cluster-2345abcdefg", "cluster-ABCDEFGHIJK2"])
        #expect(clusters.map(\.modulePath) == ["/m.so", "/n.so"])
        #expect(clusters.map(\.tokenLabel) == ["a b", "t=u"])
        #expect(clusters.map(\.serialNumber) == [nil, "7"])
        #expect(clusters.map(\.trustAnchorPath) == [nil, "/ca"])
    }

    @Test(arguments: [
        "", "cluster-2345abcdefg", "cluster-2345abcdefg=/m.so", "cluster-short=/m.so,token=t",
        "cluster-2345abcdefg=,token=t", "cluster-2345abcdefg=/m.so,token=", "cluster-2345abcdefg=/m.so,token=t;",
        "cluster-2345abcdefg=/m.so,token=t,token=u", "cluster-2345abcdefg=/m.so,token=t,pin=1234",
        "cluster-2345abcdefg=/m.so,token=t;cluster-2345abcdefg=/n.so,token=u", "cluster-189+/abcdefg=/m.so,token=t",
    ])
    func badClusterIsRejected(text: String) {
        #expect(throws: SettingError.self) { try resolve(flags: [.hsmCluster: text]) }
    }

    @Test func requestLimitsAreAList() throws {
        #expect(try resolve().requestLimits.isEmpty)
        let limits = try resolve(file: "request-limit = kms.Sign=5,kms.symmetric=100").requestLimits
        #expect(limits.map(\.quota) == ["kms.Sign", "kms.symmetric"])
        #expect(limits.map(\.perSecond) == [5, 100])
    }

    @Test func routesAreAList() throws {
        let settings = try resolve(
            flags: [.outboundTrust: "ca.pem"], file: "outbound-connect = Keys.example=10.0.0.1:8443,b=[::1]:1")
        #expect(settings.outboundTrust == "ca.pem")
        #expect(settings.outboundRoutes.map(\.host) == ["keys.example", "b"])
        #expect(settings.outboundRoutes.map(\.address.description) == ["10.0.0.1:8443", "[::1]:1"])
    }

    @Test func relayHasWhatGoesWithIt() throws {
        let settings = try resolve(flags: [
            .smtp: "relay.example:587", .smtpFrom: "alerts@example.com", .smtpSecurity: "starttls", .smtpUser: "u",
            .smtpPasswordFile: "f",
        ])
        let relay = try #require(settings.mailRelay)
        #expect(relay.address == ServerAddress(host: "relay.example", port: 587) && relay.security == .startTLS)
        #expect(try resolve().mailRelay == nil)
    }

    @Test(
        arguments: [
            [.smtpFrom: "a@b"], [.smtp: "relay:25", .smtpUser: "u"], [.smtp: "relay:25", .smtpPasswordFile: "f"],
            [.smtp: "relay:25", .smtpUser: "u", .smtpPasswordFile: "f"], [.smtp: "relay:0"], [.smtp: "relay"],
            [.smtp: "relay:25", .smtpFrom: "a b@c"], [.smtp: "relay:25", .smtpSecurity: "ssl"],
        ] as [[SettingName: String]])
    func halfToldRelayIsRejected(flags: [SettingName: String]) {
        #expect(throws: SettingError.self) { try resolve(flags: flags) }
    }

    @Test func publicURLIsWhereTheServerListensUnlessTold() throws {
        #expect(try resolve(flags: [.listen: "0.0.0.0:4700"]).reachableURL == "http://127.0.0.1:4700")
        #expect(
            try resolve(flags: [.publicURL: "https://alerts.example.com/"]).reachableURL == "https://alerts.example.com"
        )
    }

    @Test(arguments: ["alerts.example.com", "ftp://x", "https://", "https://x/y", "https://x?y", "https://u@x"])
    func whatIsNoBaseURLIsRejected(text: String) {
        #expect(throws: SettingError.self) { try resolve(flags: [.publicURL: text]) }
    }

    @Test func badValueInAFileNamesItsLine() {
        let error = #expect(throws: SettingError.self) { try resolve(file: "\n\naccount = x") }
        #expect(error?.description == "f line 3 (account): 'x' is not an account of 12 digits")
    }

    @Test(arguments: ["colour = red", "region", "= x", "region = us-east-1\nregion = us-east-2"])
    func badFileIsRejected(text: String) {
        #expect(throws: SettingError.self) { try resolve(file: text) }
    }

    @Test(arguments: ["0.0.0.0:4600", "[::]:4600", "192.0.2.1:4600", "example.com:4600"])
    func devListensOnLoopbackOnly(listen: String) throws {
        let address = try #require(ServerAddress(listen))
        #expect(throws: SettingError.devListensBeyondLoopback(address)) {
            try resolve(flags: [.dev: "true", .listen: listen])
        }
        #expect(try resolve(flags: [.listen: listen]).listen == address)
    }

    @Test func certificateAndKeyBelongTogether() throws {
        #expect(throws: SettingError.halfOfTLS(missing: .tlsKey)) { try resolve(flags: [.tlsCertificate: "c"]) }
        #expect(throws: SettingError.halfOfTLS(missing: .tlsCertificate)) { try resolve(flags: [.tlsKey: "k"]) }
        #expect(try resolve(flags: [.tlsKey: "k", .tlsCertificate: "c"]).tls?.certificate == "c")
    }

    @Test func missingFileIsNamed() {
        #expect(throws: SettingError.unreadable("/nowhere/at/all")) { try SettingsFile(path: "/nowhere/at/all") }
    }

    @Test func exportLinesPointAtTheServer() throws {
        let settings = try resolve(flags: [.listen: "0.0.0.0:80", .region: "eu-west-1"])
        let credentials = AdministratorCredentials(accessKeyID: "AKIA", secretAccessKey: "a/b+c'd$e")
        #expect(
            EnvironmentExports(settings: settings, credentials: credentials).text == """
                export AWS_ENDPOINT_URL=http://127.0.0.1:80
                export AWS_ACCESS_KEY_ID=AKIA
                export AWS_SECRET_ACCESS_KEY='a/b+c'\\''d$e'
                export AWS_DEFAULT_REGION=eu-west-1

                """)
    }

    @Test func theHintAtStartNamesWhatIsNotStanding() throws {
        #expect(try EnvironmentExports.command(for: resolve(flags: [:])) == "yagura env --data var")
        let flags: [SettingName: String] = [
            .data: "my data", .listen: "127.0.0.1:81", .tlsKey: "k.pem", .tlsCertificate: "c.pem",
        ]
        #expect(
            try EnvironmentExports.command(for: resolve(flags: flags))
                == "yagura env --data 'my data' --listen 127.0.0.1:81 --tls-cert c.pem --tls-key k.pem")
    }

    @Test func theCertificateIsNamedSoThatAnyDirectoryWillDo() throws {
        let settings = try resolve(flags: [.tlsKey: "k.pem", .tlsCertificate: "c.pem"])
        let text = EnvironmentExports(settings: settings, credentials: .dev).text
        #expect(text.contains("export AWS_CA_BUNDLE=/"))
        #expect(text.contains("/c.pem\n"))
    }
}
