import AWSProtocols
import Essentials

/// What the signer of a form lets its bearer upload.
///
/// Source: Amazon S3 API reference, "Creating a POST policy".
struct UploadPolicy: Sendable, Equatable {
    enum Condition: Sendable, Equatable {
        case equals(field: String, String)
        case startsWith(field: String, String)
        case length(ClosedRange<Int>)
    }

    let expiration: Timestamp
    let conditions: [Condition]

    /// - Parameter text: the JSON document, in base 64
    init(base64 text: String) throws(AWSError) {
        guard let bytes = Base64.decode(text), let json = try? JSON(parsing: bytes, maximumDepth: 8) else {
            throw .invalidPolicy("Invalid JSON.")
        }
        guard let time = json["expiration"]?.string else { throw .invalidPolicy("Policy missing expiration.") }
        guard let expiration = Timestamp(iso8601: time) else {
            throw .invalidPolicy("Invalid 'expiration' value: '\(time)'")
        }
        guard let list = json["conditions"]?.array else { throw .invalidPolicy("Policy missing conditions.") }
        self.expiration = expiration
        var conditions: [Condition] = []
        for condition in list { conditions += try Condition.read(condition) }
        self.conditions = conditions
    }

    /// Holds an upload against the policy. What comes back is the upload with the bounds of its file.
    func admit(_ form: UploadForm, into bucket: String, at now: Timestamp) throws(AWSError) -> UploadForm {
        guard now < expiration else { throw .againstPolicy("Policy expired.") }
        var fields = form.fields
        fields["bucket"] = bucket
        fields["key"] = form.key
        var (covered, limited): (Set<String>, UploadForm) = ([], form)
        for condition in conditions {
            switch condition {
            case .equals(let field, let value):
                covered.insert(field)
                guard fields[field] ?? "" == value else { throw .failed("eq", field, value) }
            case .startsWith(let field, let prefix):
                covered.insert(field)
                guard (fields[field] ?? "").utf8.starts(with: prefix.utf8) else {
                    throw .failed("starts-with", field, prefix)
                }
            case .length(let limits): limited.file.limits = limits
            }
        }
        for field in fields.keys.sorted() where !covered.contains(field) && !Self.isExempt(field) {
            throw .againstPolicy("Extra input fields: \(field)")
        }
        return limited
    }

    private static func isExempt(_ field: String) -> Bool {
        ["x-amz-signature", "policy", "file", "awsaccesskeyid", "signature"].contains(field)
            || field.hasPrefix("x-ignore-")
    }
}

extension UploadPolicy.Condition {
    /// `{"acl": "private"}`, `["eq", "$acl", "private"]`, `["starts-with", "$key", "user/"]` or
    /// `["content-length-range", 1, 10]`. An object may have several.
    fileprivate static func read(_ json: JSON) throws(AWSError) -> [UploadPolicy.Condition] {
        if let object = json.object {
            var conditions: [UploadPolicy.Condition] = []
            for member in object.members {
                guard let value = member.value.string else {
                    throw .invalidPolicy("Invalid Simple-Condition: value must be a string.")
                }
                conditions.append(.equals(field: member.name.lowercased(), value))
            }
            return conditions
        }
        guard let parts = json.array, parts.count == 3, let name = parts[0].string?.lowercased() else {
            throw .invalidPolicy("Invalid Condition.")
        }
        if name == "content-length-range" {
            guard let least = parts[1].count, let most = parts[2].count, least <= most else {
                throw .invalidPolicy("Invalid content-length-range.")
            }
            return [.length(least...most)]
        }
        guard let field = parts[1].string, field.hasPrefix("$"), let value = parts[2].string else {
            throw .invalidPolicy("Invalid Condition: the second element must be a field.")
        }
        let target = field.dropFirst().lowercased()
        switch name {
        case "eq": return [.equals(field: target, value)]
        case "starts-with": return [.startsWith(field: target, value)]
        default: throw .invalidPolicy("Invalid Condition: unknown operation '\(name)'.")
        }
    }
}

extension JSON {
    /// A number of bytes, which some write as text.
    fileprivate var count: Int? {
        let value = integer.map { Int($0) } ?? string.flatMap { Int($0) }
        return value.flatMap { $0 >= 0 ? $0 : nil }
    }
}

extension AWSError {
    fileprivate static func invalidPolicy(_ text: String) -> AWSError {
        AWSError(code: "InvalidPolicyDocument", "Invalid Policy: \(text)", status: 400)
    }

    fileprivate static func againstPolicy(_ text: String) -> AWSError {
        AWSError(code: "AccessDenied", "Invalid according to Policy: \(text)", status: 403)
    }

    fileprivate static func failed(_ operation: String, _ field: String, _ value: String) -> AWSError {
        .againstPolicy("Policy Condition failed: [\"\(operation)\", \"$\(field)\", \"\(value)\"]")
    }
}
