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
    static let all: [Entry] = (general + ServiceRolePolicies.all).sorted { $0.name.lowercased() < $1.name.lowercased() }

    private static let general: [Entry] = [
        entry(
            "AdministratorAccess", id: "ANPAIWMBCKSKIEE64ZLYK",
            "Provides full access to AWS services and resources.",
            allowing: ["*"]),
        entry(
            "IAMFullAccess", id: "ANPAI7XKCFMBPM3QQRRVQ",
            "Provides full access to IAM via the AWS Management Console.",
            allowing: ["iam:*"]),
    ]

    static func entry(arn: String) -> Entry? { all.first { $0.arn == arn } }

    static func entry(
        _ name: String, path: String = "/", id: String, _ description: String, allowing actions: [String]
    ) -> Entry {
        let list = actions.map { "\"\($0)\"" }.joined(separator: ", ")
        let document = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [\(list)], "Resource": "*"}]}
            """
        return Entry(
            arn: "arn:aws:iam::aws:policy\(path)\(name)", name: name, path: path, id: id, description: description,
            document: document)
    }
}
