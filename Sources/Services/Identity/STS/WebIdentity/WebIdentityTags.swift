import AWSProtocols
import Essentials

/// The session tags and source identity that a token carries, in either of the two forms that AWS documents.
///
/// Source: IAM user guide, "Pass session tags in AWS STS", "Passing session tags using AssumeRoleWithWebIdentity".
struct WebIdentityTags: Sendable {
    private(set) var tags: [StoredTag] = []
    private(set) var transitiveKeys: [String] = []
    let sourceIdentity: String?

    private static let claim = "https://aws.amazon.com/tags"
    private static let sourceIdentityClaim = "https://aws.amazon.com/source_identity"

    init(_ token: WebIdentityToken) throws(AWSError) {
        sourceIdentity = try Self.sourceIdentity(of: token)
        if let nested = token.claims[Self.claim] {
            for member in nested["principal_tags"]?.object?.members ?? [] { try add(member.name, member.value) }
            transitiveKeys = nested["transitive_tag_keys"]?.array?.compactMap(\.string) ?? []
        }
        for member in token.claims.members {
            guard let name = member.name.suffix(after: Self.claim + "/principal_tags/") else { continue }
            try add(String(name), member.value)
        }
        transitiveKeys += token.strings(Self.claim + "/transitive_tag_keys")
    }

    /// A tag has one value, which may stand in an array.
    private mutating func add(_ key: String, _ value: JSON) throws(AWSError) {
        let values = (value.array ?? [value]).compactMap(\.string)
        guard values.count == 1, (1...128).contains(key.count), values[0].count <= 256 else {
            throw .invalidIdentityToken("The session tag \(key) in the web identity token is not valid")
        }
        tags.append(StoredTag(key: key, value: values[0]))
    }

    private static func sourceIdentity(of token: WebIdentityToken) throws(AWSError) -> String? {
        guard let claim = token.claims[sourceIdentityClaim] else { return nil }
        guard let text = claim.string, (2...64).contains(text.count), text.utf8.allSatisfy(isAllowed) else {
            throw .invalidIdentityToken("The source identity in the web identity token is not valid")
        }
        return text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "_+=,.@-".utf8.contains(byte)
        }
    }
}
