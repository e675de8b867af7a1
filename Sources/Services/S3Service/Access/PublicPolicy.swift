import Essentials

/// Whether a bucket policy lets in everybody.
///
/// Source: Amazon S3 user guide, "Blocking public access", "The meaning of 'public'".
enum PublicPolicy {
    static func isPublic(_ document: String) -> Bool {
        let statement = (try? JSON(parsing: document))?["Statement"]
        return (statement?.array ?? [statement].compactMap(\.self)).contains(where: isPublic)
    }

    private static func isPublic(_ statement: JSON) -> Bool {
        guard statement["Effect"]?.string == "Allow" else { return false }
        guard statement["NotPrincipal"] != nil || isEverybody(statement["Principal"]) else { return false }
        return !isLimited(statement["Condition"])
    }

    private static func isEverybody(_ principal: JSON?) -> Bool {
        guard let principal else { return false }
        if principal.string == "*" { return true }
        return strings(principal["AWS"]).contains("*")
    }

    /// Whether a condition holds the statement to fixed values of who or where from.
    private static func isLimited(_ condition: JSON?) -> Bool {
        for test in condition?.object?.members ?? [] {
            let name = test.name.split(separator: ":").last.map { $0.lowercased() } ?? ""
            guard name.hasSuffix("equals") || name.hasSuffix("like") || name == "ipaddress",
                !name.contains("not")
            else { continue }
            for key in test.value.object?.members ?? [] {
                let values = strings(key.value)
                guard !values.isEmpty else { continue }
                let lowered = key.name.lowercased()
                if lowered == "aws:sourceip", values.allSatisfy(isNarrow) { return true }
                if limiting.contains(lowered), values.allSatisfy(isFixed) { return true }
            }
        }
        return false
    }

    private static let limiting: Set = [
        "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount",
        "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:sourcevpc", "aws:sourcevpce",
        "aws:userid", "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
    ]

    /// An ARN whose account is named is fixed, whatever its resource.
    private static func isFixed(_ value: String) -> Bool {
        guard value.contains("*") || value.contains("?") || value.contains("${") else { return true }
        guard let arn = ARN(value) else { return false }
        return AccountID(arn.account) != nil && !value.contains("${")
    }

    /// Not so wide that it is most of the Internet.
    private static func isNarrow(_ range: String) -> Bool {
        let parts = range.split(separator: "/")
        guard parts.count == 2, let bits = Int(parts[1]) else { return true }
        return bits >= (range.contains(":") ? 32 : 8)
    }

    private static func strings(_ value: JSON?) -> [String] {
        guard let value else { return [] }
        return (value.array ?? [value]).compactMap(\.string)
    }
}
