import AWSProtocols
import STSModel

/// The tags of a session to be: those that travel on from the caller's session, and the ones passed now.
///
/// Source: IAM user guide, "Pass session tags in AWS STS".
struct SessionTags: Sendable {
    let all: [String: String]
    let transitiveKeys: [String]

    private static let most = 50

    /// - Parameter inherited: the transitive tags of the caller's session
    init(
        _ passed: [StoredTag], transitiveKeys: [String] = [], inherited: [String: String] = [:]
    ) throws(AWSError) {
        var tags = inherited
        var names = Set(tags.keys.map { $0.lowercased() })
        for tag in passed {
            guard names.insert(tag.key.lowercased()).inserted else {
                throw .invalidParameter(
                    "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
            }
            guard !tag.key.lowercased().hasPrefix("aws:") else {
                throw .invalidParameter("Tag keys that begin with aws: are reserved for AWS use.")
            }
            tags[tag.key] = tag.value
        }
        guard tags.count <= Self.most else {
            throw AWSError(STSErrorCode.packedPolicyTooLargeException, "A session has at most \(Self.most) tags.")
        }
        for key in transitiveKeys where tags[key] == nil {
            throw .invalidParameter("One or more transitive tag keys were not found in the session tags: \(key)")
        }
        all = tags
        self.transitiveKeys = inherited.keys.sorted() + transitiveKeys.filter { inherited[$0] == nil }
    }
}

extension AWSError {
    static func invalidParameter(_ message: String) -> AWSError {
        AWSError(code: "InvalidParameterValue", message)
    }
}

extension [STSModel.Tag] {
    var stored: [StoredTag] { map { StoredTag(key: $0.key, value: $0.value) } }
}
