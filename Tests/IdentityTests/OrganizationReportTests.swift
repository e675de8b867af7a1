import AWSProtocols
import Essentials
import IAMModel
import PolicyEngine
import ServiceKit
import Testing

@testable import Identity

struct OrganizationReportTests {
    private static let path = "o-exampleorg1/r-ab12"
    private static let member = "222222222222"

    /// One member account below a root, with one service control policy at each level.
    private struct OneMember: OrganizationDirectory, GuardrailProvider {
        func controlsAccounts(_ account: AccountID) throws -> Bool { account == .standard }

        func part(at path: String) throws -> OrganizationPart? {
            guard path == OrganizationReportTests.path, let member = AccountID(OrganizationReportTests.member) else {
                return nil
            }
            return OrganizationPart(
                managementAccount: .standard,
                accounts: [
                    OrganizationPart.Account(id: .standard, path: "\(path)/\(AccountID.standard)"),
                    OrganizationPart.Account(id: member, path: "\(path)/\(member)"),
                ], depth: 1)
        }

        func guardrails(for caller: Caller, asking check: AccessCheck) async throws -> Guardrails {
            let documents = [
                #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kms:*","sts:*"],"Resource":"*"}]}"#,
                #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}"#,
            ]
            return Guardrails(
                serviceControl: try documents.map { document in
                    let policy = try PolicyEngine.Policy(parsing: document, as: .serviceControl)
                    return [
                        PolicyEngine.AttachedPolicy(
                            policy, from: PolicySource(kind: .serviceControl, name: "p", attachedTo: "x"))
                    ]
                })
        }
    }

    private func generate(_ harness: IAMHarness, _ path: String = path) async throws -> String {
        try await harness.call(
            IAMOperations.generateOrganizationsAccessReport,
            GenerateOrganizationsAccessReportRequest(entityPath: path)
        ).jobId.orThrow()
    }

    private func report(
        _ harness: IAMHarness, _ id: String, _ key: SortKeyType? = nil
    ) async throws -> GetOrganizationsAccessReportResponse {
        try await harness.call(
            IAMOperations.getOrganizationsAccessReport, GetOrganizationsAccessReportRequest(jobId: id, sortKey: key))
    }

    @Test func reportListsWhatThePoliciesOfTheLevelLetThroughAndItsLastUse() async throws {
        let harness = try await IAMHarness(organizations: OneMember(), guardrails: OneMember())
        let member = try AccountID(Self.member).orThrow()
        let user = Caller(
            kind: .user(name: "bob", path: "/"), account: member, principalID: "AIDAEXAMPLE",
            arn: "arn:aws:iam::\(member):user/bob", accessKeyID: "AKIA")
        harness.directory.noteAccess(
            by: user, service: "kms", action: "Decrypt", region: .standard, at: harness.time.now())
        harness.directory.noteAccess(
            by: harness.admin, service: "sts", action: "GetCallerIdentity", region: .standard, at: harness.time.now())
        let id = try await generate(harness)
        let answer = try await report(harness, id)
        #expect(answer.jobStatus == .completed)
        #expect(answer.accessDetails?.map(\.serviceNamespace) == ["kms", "sts"])
        #expect(answer.accessDetails?.first?.entityPath == "\(Self.path)/\(member)")
        #expect(answer.accessDetails?.first?.totalAuthenticatedEntities == 1)
        #expect(answer.numberOfServicesAccessible == 2 && answer.numberOfServicesNotAccessed == 1)
        let byTime = try await report(harness, id, .lastAuthenticatedTimeAscending)
        #expect(byTime.accessDetails?.map(\.serviceNamespace) == ["sts", "kms"])
    }

    @Test func pathThatLeadsNowhereFailsTheJob() async throws {
        let harness = try await IAMHarness(organizations: OneMember(), guardrails: OneMember())
        let id = try await generate(harness, "o-exampleorg1/r-none")
        #expect(try await report(harness, id).jobStatus == .failed)
    }

    @Test func onlyAManagementAccountMayAsk() async throws {
        let harness = try await IAMHarness()
        let input = GenerateOrganizationsAccessReportRequest(entityPath: Self.path)
        let refusal = try await harness.refusal(IAMOperations.generateOrganizationsAccessReport, input)
        #expect(refusal?.code == "AccessDenied")
    }
}
