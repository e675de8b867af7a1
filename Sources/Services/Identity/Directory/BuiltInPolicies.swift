import PolicyEngine

/// The AWS-managed policies that can be attached by name, written from what AWS documents of them.
struct BuiltInPolicies: Sendable {
    struct Entry: Sendable {
        let arn: String
        let name: String
        let path: String
        /// `ANPA…`, as AWS's own policies have fixed ids.
        let id: String
        let description: String
        let document: String
    }

    /// In order of name, as lists show them.
    static let all: [Entry] =
        (GeneralPolicies.all + SecurityServicePolicies.all + SupportingServicePolicies.all + ServiceRolePolicies.all)
        .sorted { $0.name.lowercased() < $1.name.lowercased() }

    private static let byARN = Dictionary(all.map { ($0.arn, $0) }, uniquingKeysWith: { first, _ in first })

    static func entry(arn: String) -> Entry? { byARN[arn] }

    static func entry(
        _ name: String, path: String = "/", id: String? = nil, _ description: String, allowing actions: [String]
    ) -> Entry {
        entry(name, path: path, id: id, description, .allow(actions))
    }

    static func entry(
        _ name: String, path: String = "/", id: String? = nil, _ description: String,
        _ statements: BuiltInStatement...
    ) -> Entry {
        let list = statements.map(\.text).joined(separator: ",\n    ")
        return Entry(
            arn: "arn:aws:iam::aws:policy\(path)\(name)", name: name, path: path,
            id: id ?? UniqueIDPrefix.managedPolicy.derived(from: name), description: description,
            document: "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    \(list)\n  ]\n}")
    }
}
