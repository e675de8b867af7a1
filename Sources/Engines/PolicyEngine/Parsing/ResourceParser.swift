import Essentials

/// Reads `Resource` or `NotResource`.
struct ResourceParser {
    let kind: PolicyKind
    let values: PatternParser

    func parse(_ object: JSON.Object) throws(PolicyError) -> ResourceElement? {
        let isNegated = object["NotResource"] != nil
        let name = isNegated ? "NotResource" : "Resource"
        if kind == .trust {
            guard object[name] == nil else { throw .prohibitedField(name) }
            return nil
        }
        guard let value = object[name] else { throw .missingResources(kind) }
        guard !isNegated || object["Resource"] == nil else { throw .syntax(element: name) }
        let resources = try value.requireStrings(name)
        guard !resources.isEmpty else { throw .missingResources(kind) }
        return ResourceElement(
            isNegated: isNegated,
            patterns: try resources.map { text throws(PolicyError) in
                try values.pattern(try completed(text), wildcards: true)
            })
    }

    /// Checks the form of an ARN, and fills the fields that an incomplete one leaves out with asterisks.
    private func completed(_ resource: String) throws(PolicyError) -> String {
        if resource == "*" { return resource }
        var parts = values.colonSeparated(resource, maximum: 6)
        guard parts.count >= 2, parts[0] == "arn" else { throw .resourceNotARN(resource) }
        guard isPartition(parts[1]) else { throw .invalidPartition(parts[1], resource: resource) }
        if parts.count >= 3 { try checkVendor(parts[2]) }
        // A variable may stand in the resource part only.
        for part in parts.dropFirst(3).prefix(2) where values.version == .v2012 && part.contains("${") {
            throw .syntax(element: "Resource")
        }
        if parts.count < 6 {
            guard kind != .session, kind != .resource else { throw .syntax(element: "Resource") }
            parts += [String](repeating: "*", count: 6 - parts.count)
        }
        guard kind == .resource || !hasNeedlessRegion(parts) else {
            throw .resourceWithRegion(resource, vendor: parts[2])
        }
        return parts.joined(separator: ":")
    }

    private func isPartition(_ text: String) -> Bool {
        if text == "*" { return true }
        if let partition = values.limits.partition { return text == partition }
        return text == "aws" || (text.hasPrefix("aws-") && text.utf8.allSatisfy(Self.isNamePart))
    }

    /// IAM's resources and S3's buckets are known by their names in every Region.
    private func hasNeedlessRegion(_ parts: [String]) -> Bool {
        guard !parts[3].isEmpty, !parts[3].utf8.contains(where: { "*?$".utf8.contains($0) }) else { return false }
        let type = parts[5].prefix { $0 != "/" && $0 != ":" }
        return switch parts[2] {
        case "iam": true
        case "s3": !Self.regionalTypesOfS3.contains(String(type)) && !type.utf8.contains { "*?$".utf8.contains($0) }
        default: false
        }
    }

    /// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
    private static let regionalTypesOfS3: Set = [
        "accesspoint", "access-grants", "async-request", "job", "storage-lens", "storage-lens-group",
    ]

    private func checkVendor(_ vendor: String) throws(PolicyError) {
        guard !vendor.isEmpty, vendor == "*" || vendor.utf8.allSatisfy(Self.isNamePart) else {
            throw .resourceVendorNotQualified
        }
        // A sole asterisk is a whole field, which service control policies use; it is a regex elsewhere.
        if vendor == "*", kind != .serviceControl, kind != .resourceControl { throw .resourceVendorNotQualified }
    }

    private static func isNamePart(_ byte: UInt8) -> Bool { byte.isASCIIAlphanumeric || byte == UInt8(ascii: "-") }
}
