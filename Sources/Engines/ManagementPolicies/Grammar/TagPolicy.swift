extension Grammar {
    /// Source: Organizations user guide, "Tag policy syntax and examples".
    static let tagPolicy = Grammar.object(
        [
            "tags": .entries(
                .object([
                    "tag_key": .single(.text { (1...128).contains($0.count) }),
                    "tag_value": .many(.text { $0.count <= 256 && $0.count { $0 == "*" } <= 1 }),
                    "enforced_for": .many(.resourceType),
                    "report_required_tag_for": .many(.resourceType),
                ]))
        ], required: ["tags"])
}

extension ValueRule {
    /// `ec2:instance`, `redshift:*` or `ec2:ALL_SUPPORTED`: a wildcard never stands for every service.
    fileprivate static let resourceType = text { text in
        guard let colon = text.firstIndex(of: ":") else { return false }
        let (service, resource) = (text[..<colon], text[text.index(after: colon)...])
        return !service.isEmpty && !service.contains("*") && (resource == "*" || isResourceName(resource))
    }

    private static func isResourceName(_ name: Substring) -> Bool { !name.isEmpty && !name.contains("*") }
}

/// What the grammar of tag policies cannot say.
enum TagPolicyRules {
    /// Unique tag keys that one resource type may be required to have.
    /// Source: Organizations user guide, "About invalid effective policy alerts".
    static let requiredKeysPerResourceType = 50
    /// Characters of the largest effective policy. Source: the same page.
    static let effectiveSize = 395_000

    static func check(_ root: PolicyNode) throws(ManagementPolicyError) {
        let path = PolicyPath.root / "tags"
        let tags = root["tags"]?.members ?? []
        var requiring: [String: Int] = [:]
        for tag in tags {
            if let key = tag.node["tag_key"]?.assign?.elements.first?.string,
                key.lowercased() != tag.name.lowercased()
            {
                throw .malformed(path: (path / tag.name).text, .keyDiffersFromTagKey)
            }
            let types = tag.node["report_required_tag_for"]?.settings.flatMap(\.elements).compactMap(\.string) ?? []
            for type in Set(types) { requiring[type, default: 0] += 1 }
        }
        guard requiring.values.allSatisfy({ $0 <= requiredKeysPerResourceType }) else {
            throw .malformed(path: path.text, .tooMany)
        }
    }
}
