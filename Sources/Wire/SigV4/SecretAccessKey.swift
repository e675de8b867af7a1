/// A secret access key. It prints, dumps and reflects as a mask.
public struct SecretAccessKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `AWS4` and the secret: the first key of the derivation.
    let prefixed: [UInt8]

    public init(_ secret: some StringProtocol) { self.init(Array(secret.utf8)) }

    public init(_ secret: [UInt8]) { prefixed = Array("AWS4".utf8) + secret }

    public var description: String { "SecretAccessKey(****)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }

    /// Compares without telling by its time where two secrets of one length differ.
    func isIdentical(to other: SecretAccessKey) -> Bool {
        guard prefixed.count == other.prefixed.count else { return false }
        var difference: UInt8 = 0
        for index in prefixed.indices { difference |= prefixed[index] ^ other.prefixed[index] }
        return difference == 0
    }
}

/// What a client signs with.
public struct Credentials: Sendable {
    public let accessKeyID: String
    public let secret: SecretAccessKey
    /// Present with temporary credentials.
    public let sessionToken: String?

    public init(accessKeyID: String, secret: SecretAccessKey, sessionToken: String? = nil) {
        (self.accessKeyID, self.secret, self.sessionToken) = (accessKeyID, secret, sessionToken)
    }
}
