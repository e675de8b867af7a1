import AWSProtocols
import Essentials
import PolicyEngine

/// A bucket policy as a caller hands it in. Source: Amazon S3 user guide, "Policies and permissions in Amazon S3".
struct BucketPolicyText {
    let text: String
    /// In bytes.
    static let limit = 20_480

    /// Throws MalformedPolicy unless the text is a policy of this bucket.
    func check(for bucket: String) throws(AWSError) {
        guard text.utf8.count <= Self.limit else {
            throw AWSError(
                code: "PolicyTooLarge", "Policy exceeds the maximum allowed document size.", status: 400)
        }
        do throws(PolicyError) {
            _ = try Policy(parsing: text, as: .resource)
        } catch { throw Self.malformed(error) }
        let statement = (try? JSON(parsing: text))?["Statement"]
        for statement in statement?.array ?? [statement].compactMap(\.self) { try check(statement, of: bucket) }
    }

    private func check(_ statement: JSON, of bucket: String) throws(AWSError) {
        let arn = "arn:aws:s3:::\(bucket)"
        let resources = Self.strings(statement["Resource"]) + Self.strings(statement["NotResource"])
        for resource in resources {
            guard resource == arn || resource.hasPrefix(arn + "/") || Self.mayMean(resource, arn) else {
                throw .malformedPolicy("Policy has invalid resource", detail: resource)
            }
        }
        let actions = Self.strings(statement["Action"])
        for action in actions + Self.strings(statement["NotAction"])
        where action != "*" && !action.lowercased().hasPrefix("s3:") {
            throw .malformedPolicy("Policy has invalid action", detail: action)
        }
        // Something has to be both asked for and there to be done it to.
        guard !actions.isEmpty, statement["NotResource"] == nil else { return }
        let hasObjects = resources.contains { $0.hasPrefix(arn + "/") || $0 == "*" || $0.contains("*") }
        let hasBucket = resources.contains { $0 == arn || $0 == "*" || Self.mayMean($0, arn) }
        for action in actions {
            let isOfObjects = Self.isOfObjects(action)
            let applies = isOfObjects.map { $0 ? hasObjects : hasBucket } ?? true
            guard applies else { throw .malformedPolicy("Action does not apply to any resource(s) in statement") }
        }
    }

    /// Whether a pattern can match the bucket or something in it.
    private static func mayMean(_ pattern: String, _ arn: String) -> Bool {
        guard let wildcard = pattern.firstIndex(where: { $0 == "*" || $0 == "?" || $0 == "$" }) else { return false }
        let fixed = pattern[..<wildcard]
        return arn.hasPrefix(fixed) || fixed.hasPrefix(arn + "/")
    }

    /// Nil where a pattern may mean actions of both sorts.
    private static func isOfObjects(_ action: String) -> Bool? {
        guard !action.contains("*"), !action.contains("?") else { return nil }
        let name = action.dropFirst(3).lowercased()
        if name.contains("bucket") { return false }
        return name.contains("object") || name == "abortmultipartupload" || name == "listmultipartuploadparts"
            || name == "bypassgovernanceretention"
    }

    private static func malformed(_ error: PolicyError) -> AWSError {
        switch error {
        case .invalidJSON: .malformedPolicy("Policies must be valid JSON and the first byte must be '{'")
        case .invalidPrincipal(_, let name): .malformedPolicy("Invalid principal in policy", detail: name)
        case .invalidFederatedPrincipal: .malformedPolicy("Invalid principal in policy")
        case .missingPrincipal: .malformedPolicy("Missing required field Principal")
        case .missingActions: .malformedPolicy("Missing required field Action")
        case .missingResources: .malformedPolicy("Missing required field Resource")
        case .actionWithoutVendor, .invalidVendor: .malformedPolicy("Policy has invalid action")
        case .resourceNotARN(let name): .malformedPolicy("Policy has invalid resource", detail: name)
        case .unknownOperator(let name): .malformedPolicy("Invalid Condition type : \(name)")
        case .tooLarge: .malformedPolicy("Policy exceeds the maximum allowed document size.")
        default: .malformedPolicy(error.message)
        }
    }

    private static func strings(_ value: JSON?) -> [String] {
        guard let value else { return [] }
        return (value.array ?? [value]).compactMap(\.string)
    }
}
