import AWSProtocols
import Essentials
import KMSModel

/// What a `KeyId` parameter names, in one of the forms that AWS takes.
/// Source: AWS KMS developer guide, "Key identifiers (KeyId)".
enum KeyIdentifier: Hashable, Sendable {
    case keyID(String)
    case keyARN(AccountID, Region, id: String)
    /// With its prefix: `alias/…`.
    case aliasName(String)
    case aliasARN(AccountID, Region, name: String)

    /// Which forms an operation takes.
    enum Forms: Sendable {
        /// A key id or a key ARN: most management operations.
        case keysOnly
        /// An alias name or alias ARN as well: DescribeKey and the cryptographic operations.
        case keysAndAliases
    }

    /// Throws NotFoundException for text of no known form, and InvalidArnException for an ARN of another kind.
    init(_ text: String, forms: Forms) throws(AWSError) {
        let identifier = try Self.parse(text)
        switch (identifier, forms) {
        case (.aliasName, .keysOnly), (.aliasARN, .keysOnly): throw Self.invalid(text)
        default: self = identifier
        }
    }

    private static func parse(_ text: String) throws(AWSError) -> KeyIdentifier {
        if text.hasPrefix("arn:") { return try parseARN(text) }
        if text.hasPrefix("alias/") { return .aliasName(text) }
        guard isKeyID(text) else { throw invalid(text) }
        return .keyID(text)
    }

    private static func parseARN(_ text: String) throws(AWSError) -> KeyIdentifier {
        guard let arn = ARN(text), arn.service == "kms", let account = AccountID(arn.account),
            let region = Region(arn.region)
        else { throw AWSError(.invalidArnException, "Invalid arn \(text)") }
        if arn.resource.hasPrefix("alias/") { return .aliasARN(account, region, name: arn.resource) }
        guard arn.resource.hasPrefix("key/"), isKeyID(arn.resourceName) else {
            throw AWSError(.invalidArnException, "Invalid arn \(text)")
        }
        return .keyARN(account, region, id: arn.resourceName)
    }

    /// A UUID or a multi-Region key's id.
    private static func isKeyID(_ text: String) -> Bool {
        let digits = text.hasPrefix("mrk-") ? text.utf8.dropFirst(4) : text.utf8[...]
        guard digits.count == (text.hasPrefix("mrk-") ? 32 : 36) else { return false }
        return digits.allSatisfy { $0 == UInt8(ascii: "-") || isHexDigit($0) }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    static func invalid(_ text: String) -> AWSError {
        AWSError(.notFoundException, "Invalid keyId '\(text)'")
    }
}
