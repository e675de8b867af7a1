import AWSProtocols
import Essentials
import PolicyEngine
import S3Model
import ServiceKit
import Store

/// `x-amz-copy-source`: `bucket/key`, percent-encoded, with `?versionId=…` where one is meant.
struct CopySource {
    let bucket: String
    let key: String
    let version: String?

    init(_ header: String) throws(AWSError) {
        let mark = header.range(of: "?versionId=", last: true)
        let path = mark.map { header[..<$0.lowerBound] } ?? header[...]
        version = mark.map { String(header[$0.upperBound...]) }
        guard let decoded = Self.decode(path.hasPrefix("/") ? path.dropFirst() : path),
            let slash = decoded.firstIndex(of: "/"), slash > decoded.startIndex,
            decoded.index(after: slash) < decoded.endIndex
        else {
            throw .invalidArgument(
                "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                name: "x-amz-copy-source", value: header)
        }
        guard !decoded.hasPrefix("arn:") else { throw .notImplementedHeader("x-amz-copy-source") }
        bucket = String(decoded[..<slash])
        key = String(decoded[decoded.index(after: slash)...])
    }

    private static func decode(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let pair = String(rest.prefix(2)), let value = Hex.decode(pair)?.first else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension String {
    /// The last place where `mark` stands.
    fileprivate func range(of mark: String, last: Bool) -> Range<String.Index>? {
        let (text, wanted) = (Array(utf8), Array(mark.utf8))
        guard text.count >= wanted.count else { return nil }
        for start in stride(from: text.count - wanted.count, through: 0, by: -1)
        where text[start..<start + wanted.count].elementsEqual(wanted) {
            let lower = utf8.index(utf8.startIndex, offsetBy: start)
            return lower..<utf8.index(lower, offsetBy: wanted.count)
        }
        return nil
    }
}

/// An object that is to be copied.
struct SourceObject: Sendable {
    let found: FoundObject
    let hasVersion: Bool
}

extension S3 {
    /// The source of a copy, and the questions about it.
    func source(
        _ header: String, expectedOwner: String?, tagsToo: Bool, _ condition: ReadCondition, in scope: RequestScope
    ) throws -> Target<SourceObject> {
        let source = try CopySource(header)
        let bucket = try sourceBucket(source.bucket, expectedOwner, scope)
        let target = try find(
            source.key, source.version, in: bucket, "s3:GetObject", versioned: "s3:GetObjectVersion",
            permission: "READ", scope)
        var checks = target.checks
        if tagsToo, target.resource.object.tags != nil {
            let action: ActionName = source.version == nil ? "s3:GetObjectTagging" : "s3:GetObjectVersionTagging"
            checks.append(check(action, bucket, key: source.key, target.resource.object, in: scope))
        }
        return Target(SourceObject(found: target.resource, hasVersion: source.version != nil), checks: checks)
    }

    /// A source may be in another region than the copy.
    private func sourceBucket(_ name: String, _ expectedOwner: String?, _ scope: RequestScope) throws -> Bucket {
        guard let bucket = try directory.bucket(name) else { throw AWSError.noSuchBucket(name) }
        if let expectedOwner, expectedOwner != bucket.owner.description { throw AWSError.s3AccessDenied }
        return bucket
    }
}
