import Essentials
import PolicyEngine
import ServiceKit

/// The condition keys of S3.
///
/// Source: Service authorization reference, "Actions, resources, and condition keys for Amazon S3".
struct S3Conditions: Sendable {
    /// By lower-case name.
    private(set) var values: [String: ContextValue] = [:]
    /// Of the object as it is.
    var existingTags: [StoredTag] = []
    /// Of the object as the call would make it.
    var requestTags: [StoredTag] = []

    init() {}

    /// - Parameter name: without `s3:`, in lower case
    mutating func set(_ name: String, _ value: String?) {
        if let value { values["s3:\(name)"] = .one(value) }
    }

    func setting(_ name: String, _ value: String?) -> S3Conditions {
        var copy = self
        copy.set(name, value)
        return copy
    }

    func value(_ key: String, of bucket: AccountID, in scope: RequestScope) -> ContextValue? {
        if let value = values[key] { return value }
        switch key {
        case "s3:resourceaccount": return .one(bucket.description)
        case "s3:tlsversion": return scope.connection.tls.map { .one(String($0.version.drop { !$0.isNumber })) }
        case "s3:signatureversion":
            if case .anonymous = scope.caller.kind { return nil }
            return .one("AWS4-HMAC-SHA256")
        case "s3:authtype":
            switch scope.arrival?.signature {
            case .header: return .one("REST-HEADER")
            case .query: return .one("REST-QUERY-STRING")
            case .form: return .one("POST")
            case nil, Arrival.Signature.none?: return nil
            }
        case "s3:signatureage":
            return scope.arrival?.signedAt.map { .one(String((scope.now - $0).milliseconds)) }
        case "s3:x-amz-content-sha256": return scope.arrival?.contentHash.map(ContextValue.one)
        case "s3:requestobjecttagkeys": return requestTags.isEmpty ? nil : .many(requestTags.map(\.key))
        default:
            return Self.tag(key, "s3:existingobjecttag/", existingTags)
                ?? Self.tag(key, "s3:requestobjecttag/", requestTags)
        }
    }

    private static func tag(_ key: String, _ prefix: String, _ tags: [StoredTag]) -> ContextValue? {
        guard key.hasPrefix(prefix) else { return nil }
        let name = key.dropFirst(prefix.count)
        return tags.first { $0.key.lowercased() == name }.map { .one($0.value) }
    }
}
