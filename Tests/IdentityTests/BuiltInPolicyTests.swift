import AWSProtocols
import Essentials
import IAMModel
import PolicyEngine
import Testing

@testable import Identity

struct BuiltInPolicyTests {
    /// Actions that are permissions and not operations, or operations of an agent's own.
    /// Source: service authorization reference.
    private static let permissionsOnly: Set<String> = [
        "cloudtrail:CreateServiceLinkedChannel", "iam:PassRole", "kms:SynchronizeMultiRegionKey",
        "s3:GetAccelerateConfiguration", "s3:GetAccountPublicAccessBlock", "s3:GetAnalyticsConfiguration",
        "s3:GetBucketPublicAccessBlock", "s3:GetEncryptionConfiguration", "s3:GetInventoryConfiguration",
        "s3:GetLifecycleConfiguration", "s3:GetMetricsConfiguration", "s3:GetObjectVersionAcl",
        "s3:GetReplicationConfiguration", "s3:ListAllMyBuckets", "s3:ListBucket", "s3:PutBucketPublicAccessBlock",
        "lambda:GetLayerVersionPolicy", "ssm:GetManifest", "ssm:ListInstanceAssociations",
        "ssm:PutConfigurePackageResult",
        "ssm:UpdateInstanceAssociationStatus", "ssm:UpdateInstanceInformation",
    ]
    /// Services that policies speak of and of which there is no model here.
    private static let otherServices: Set<String> = [
        "account", "cloudhsm", "ebs", "ec2", "ec2messages", "ecr", "elasticloadbalancing", "ssmmessages",
    ]

    private static func operations() throws -> [String: [String]] {
        var operations: [String: [String]] = [:]
        for id in ServiceID.allCases {
            operations[id.rawValue] = try Array(ServiceModel.load(id).operations.keys.map { "\($0)" })
        }
        return operations
    }

    private static func actions(of entry: BuiltInPolicies.Entry) throws -> [String] {
        let statements = try JSON(parsing: entry.document)["Statement"]?.array ?? []
        return statements.flatMap { ($0["Action"] ?? $0["NotAction"])?.array ?? [] }.compactMap(\.string)
    }

    @Test(arguments: BuiltInPolicies.all.map(\.name))
    func everyActionIsOfItsServicesModel(name: String) throws {
        let entry = try #require(BuiltInPolicies.all.first { $0.name == name })
        let operations = try Self.operations()
        for action in try Self.actions(of: entry) where action != "*" {
            let service = String(action.prefix { $0 != ":" })
            guard let known = operations[service] else {
                #expect(Self.otherServices.contains(service), "\(action)")
                continue
            }
            let policy = try PolicyEngine.Policy(
                parsing: Document.allow(action), as: .identity)
            let isKnown = known.contains { Self.allows([policy], "\(service):\($0)") }
            #expect(isKnown || Self.permissionsOnly.contains(action), "\(action)")
        }
    }

    private static func allows(_ policies: [PolicyEngine.Policy], _ action: String) -> Bool {
        let source = PolicySource(kind: .identity, name: "", attachedTo: "")
        let set = PolicySet(identity: policies.map { PolicyEngine.AttachedPolicy($0, from: source) })
        let request = AccessRequest(
            principal: .user(arn: "arn:aws:iam::123456789012:user/ada", account: .standard), action: ActionName(action),
            resource: "*", context: RequestContext())
        return set.decide(request).isAllowed
    }

    @Test(arguments: BuiltInPolicies.all.map(\.name))
    func policyIsWithinTheLimits(name: String) throws {
        let entry = try #require(BuiltInPolicies.all.first { $0.name == name })
        try PolicyText(entry.document).requireManaged()
        #expect(PolicyARN(parsing: entry.arn)?.path == entry.path)
        #expect(entry.id.hasPrefix("ANPA") && entry.id.utf8.count == 21)
        #expect(BuiltInPolicies.all.count { $0.id == entry.id || $0.arn == entry.arn } == 1)
    }

    /// Operations that only tell, by their names; and whether ReadOnlyAccess lets through those, and no other.
    @Test func readOnlyAccessReadsEverythingAndChangesNothing() throws {
        let entry = try #require(BuiltInPolicies.entry(arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"))
        let policy = try PolicyEngine.Policy(parsing: entry.document, as: .identity)
        let reading = [
            "Get", "List", "Describe", "Lookup", "Search", "BatchGet", "Select", "Preview", "Simulate", "Check",
        ]
        let readingByOtherNames: Set = [
            "iam:GenerateCredentialReport", "iam:GenerateOrganizationsAccessReport",
            "iam:GenerateServiceLastAccessedDetails", "config:DeliverConfigSnapshot", "events:TestEventPattern",
            "logs:FilterLogEvents", "logs:StartLiveTail", "logs:StartQuery", "logs:StopQuery", "logs:TestMetricFilter",
            "logs:TestTransformer",
        ]
        // The first three hand out credentials; the last needs the permission s3:GetObject.
        let excepted: Set = [
            "sts:GetFederationToken", "sts:GetDelegatedAccessToken", "sts:GetWebIdentityToken",
            "s3:SelectObjectContent",
        ]
        for (service, operations) in try Self.operations() {
            for operation in operations {
                let action = "\(service):\(operation)"
                // A durable function's checkpoint begins with a reading word by chance.
                let isReading = reading.contains { operation.hasPrefix($0) } && !operation.hasPrefix("Checkpoint")
                let expected = (isReading || readingByOtherNames.contains(action)) && !excepted.contains(action)
                #expect(Self.allows([policy], action) == expected, "\(action)")
            }
        }
    }

    @Test(arguments: [
        ("SecurityAudit", "kms:GetKeyPolicy", true), ("SecurityAudit", "s3:GetObject", false),
        ("SecurityAudit", "ssm:GetParameter", false), ("SecurityAudit", "logs:GetLogEvents", false),
        ("SecurityAudit", "lambda:GetFunction", false), ("ViewOnlyAccess", "kms:ListKeys", true),
        ("ViewOnlyAccess", "kms:GetKeyPolicy", false), ("PowerUserAccess", "kms:ScheduleKeyDeletion", true),
        ("PowerUserAccess", "iam:CreateUser", false), ("PowerUserAccess", "iam:CreateServiceLinkedRole", true),
        ("IAMReadOnlyAccess", "iam:SimulatePrincipalPolicy", true), ("IAMReadOnlyAccess", "iam:CreateUser", false),
        ("AWSKeyManagementServicePowerUser", "kms:CreateKey", true),
        ("AWSKeyManagementServicePowerUser", "kms:Decrypt", false),
        ("AWSOrganizationsReadOnlyAccess", "organizations:MoveAccount", false),
    ])
    func policyAllowsWhatItsNameSays(name: String, action: String, isAllowed: Bool) throws {
        let entry = try #require(BuiltInPolicies.all.first { $0.name == name })
        #expect(Self.allows([try PolicyEngine.Policy(parsing: entry.document, as: .identity)], action) == isAllowed)
    }

    @Test func policiesAreAttachedAndShown() async throws {
        let harness = try await IAMHarness()
        let arn = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
        try await harness.makeUser("ada")
        try await harness.attach(arn, to: "ada")
        let shown = try await harness.call(IAMOperations.getPolicy, GetPolicyRequest(policyArn: arn)).policy
        #expect(shown?.attachmentCount == 1)
        #expect(shown?.path == "/job-function/")
        let version = try await harness.call(
            IAMOperations.getPolicyVersion, GetPolicyVersionRequest(policyArn: arn, versionId: "v1"))
        #expect(version.policyVersion?.document?.hasPrefix("%7B") == true)
        let holders = try await harness.call(
            IAMOperations.listEntitiesForPolicy, ListEntitiesForPolicyRequest(policyArn: arn))
        #expect(holders.policyUsers?.map(\.userName) == ["ada"])
    }

    @Test func idOfANameIsAlwaysTheSame() {
        #expect(UniqueIDPrefix.managedPolicy.derived(from: "a") == UniqueIDPrefix.managedPolicy.derived(from: "a"))
        #expect(UniqueIDPrefix.managedPolicy.derived(from: "a") != UniqueIDPrefix.managedPolicy.derived(from: "b"))
    }
}
