import Essentials

/// What of a connection goes under seal: its key, password or client secret, and the parameters of its requests.
struct ConnectionSecrets: Hashable, Sendable {
    var secret: String
    var invocation = HTTPParameterSet()
    /// Of the requests for access tokens.
    var authorization = HTTPParameterSet()
}

extension ConnectionSecrets {
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes), let secret = json["secret"]?.string else { return nil }
        self.init(
            secret: secret, invocation: HTTPParameterSet(json["invocation"]),
            authorization: HTTPParameterSet(json["authorization"]))
    }

    var bytes: [UInt8] {
        JSON.object([
            "secret": .string(secret), "invocation": invocation.json, "authorization": authorization.json,
        ]).bytes
    }
}
