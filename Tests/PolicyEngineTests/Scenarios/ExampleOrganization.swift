import Testing

@testable import PolicyEngine

/// An organization as AWS's worked examples draw it: a path of entities, each with the names of its policies.
struct ExampleOrganization: Sendable {
    typealias Level = (entity: String, policies: [String])

    /// From the root down to each account.
    let paths: [String: [Level]]

    /// The policies that the examples name, as statements.
    private static let documents = [
        "FullAWSAccess": #"{"Effect":"Allow","Action":"*","Resource":"*"}"#,
        "DenyS3": #"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#,
        "DenyEC2": #"{"Effect":"Deny","Action":"ec2:*","Resource":"*"}"#,
        "AllowS3": #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#,
        "AllowEC2": #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#,
        "SCP_1": #"{"Effect":"Allow","Action":["iam:*","ec2:*"],"Resource":"*"}"#,
        "SCP_2": #"{"Effect":"Allow","Action":["s3:*","cloudwatch:*"],"Resource":"*"}"#,
        "AllowListWithoutLeaving": #"{"Effect":"Allow","Action":["ec2:*","cloudwatch:*","organizations:*"],"#
            + #""Resource":"*"},{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"}"#,
        "DenyGovernance":
            #"{"Sid":"Governance","Effect":"Deny","Action":["cloudtrail:*","organizations:*","config:*"],"#
            + #""Resource":"*"}"#,
        "RCPFullAWSAccess": #"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#,
        "RCPDenyS3": #"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#,
    ]

    func levels(to account: String, _ kind: PolicyKind = .serviceControl) throws -> [[AttachedPolicy]] {
        try #require(paths[account]).map { level in
            try level.policies.map { name in
                let document = #"{"Version":"2012-10-17","Statement":[\#(try #require(Self.documents[name]))]}"#
                let source = PolicySource(
                    kind: kind == .serviceControl ? .serviceControl : .resourceControl, name: name,
                    attachedTo: level.entity)
                return AttachedPolicy(try Policy(parsing: document, as: kind), from: source)
            }
        }
    }

    /// Root → Production OU → accounts A and B.
    static func production(root: [String], unit: [String], accountB: [String]) -> ExampleOrganization {
        let above: [Level] = [("Root", root), ("Production", unit)]
        return ExampleOrganization(paths: [
            "A": above + [("A", ["FullAWSAccess"])], "B": above + [("B", accountB)],
        ])
    }

    /// Root → Workloads OU → Test OU (account D) and Production OU (accounts E and F).
    static func workloads(root: [String] = ["FullAWSAccess"], test: [String]) -> ExampleOrganization {
        let full = ["FullAWSAccess"]
        let above: [Level] = [("Root", root), ("Workloads", full)]
        return ExampleOrganization(paths: [
            "D": above + [("Test", test), ("D", full)],
            "E": above + [("Production", full), ("E", full)], "F": above + [("Production", full), ("F", full)],
        ])
    }
}
