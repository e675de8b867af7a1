import AWSProtocols
import Essentials
import KMSModel
@testable import ServiceKit
import Testing

@testable import KMSService

/// Source: AWS KMS developer guide, "Key states of AWS KMS keys", the table.
@Suite struct KeyStateTests {
    /// What a state makes of an operation.
    enum Outcome: Sendable {
        case succeeds, disabled, pendingDeletion, notPendingDeletion, pendingImport

        func refusal(of arn: String) -> Refusal? {
            switch self {
            case .succeeds: nil
            case .disabled: Refusal(code: "DisabledException", message: "\(arn) is disabled.")
            case .pendingDeletion:
                Refusal(code: "KMSInvalidStateException", message: "\(arn) is pending deletion.")
            case .notPendingDeletion:
                Refusal(code: "KMSInvalidStateException", message: "\(arn) is not pending deletion.")
            case .pendingImport:
                Refusal(
                    code: "KMSInvalidStateException",
                    message: "\(arn) is pending import because no key material has ever been imported or one of the "
                        + "imported key materials is deleted or expired.")
            }
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let enabled: Outcome
        let disabled: Outcome
        let pendingDeletion: Outcome
        let pendingImport: Outcome
        let attempt: @Sendable (KMSHarness, String) async throws -> Refusal?

        init<Input, Output>(
            _ operation: OperationDescriptor<Input, Output>, _ enabled: Outcome, _ disabled: Outcome,
            _ pendingDeletion: Outcome, _ pendingImport: Outcome, _ input: @escaping @Sendable (String) -> Input
        ) {
            name = operation.name
            self.enabled = enabled
            self.disabled = disabled
            self.pendingDeletion = pendingDeletion
            self.pendingImport = pendingImport
            attempt = { try await $0.refusal(operation, input($1)) }
        }

        var testDescription: String { name }

        func outcome(in state: KeyState) -> Outcome {
            switch state {
            case .disabled: disabled
            case .pendingDeletion: pendingDeletion
            case .pendingImport: pendingImport
            default: enabled
            }
        }
    }

    static let table = [
        Row(
            KMSOperations.cancelKeyDeletion, .notPendingDeletion, .notPendingDeletion, .succeeds, .notPendingDeletion,
            { CancelKeyDeletionRequest(keyId: $0) }),
        Row(
            KMSOperations.createAlias, .succeeds, .succeeds, .pendingDeletion, .succeeds,
            { CreateAliasRequest(aliasName: "alias/new", targetKeyId: $0) }),
        Row(
            KMSOperations.createGrant, .succeeds, .disabled, .pendingDeletion, .pendingImport,
            {
                CreateGrantRequest(
                    keyId: $0, granteePrincipal: "arn:aws:iam::123456789012:role/app", operations: [.decrypt])
            }),
        Row(KMSOperations.describeKey, .succeeds, .succeeds, .succeeds, .succeeds, { DescribeKeyRequest(keyId: $0) }),
        Row(
            KMSOperations.disableKey, .succeeds, .succeeds, .pendingDeletion, .pendingImport,
            { DisableKeyRequest(keyId: $0) }),
        Row(
            KMSOperations.enableKey, .succeeds, .succeeds, .pendingDeletion, .pendingImport,
            { EnableKeyRequest(keyId: $0) }),
        Row(
            KMSOperations.getKeyPolicy, .succeeds, .succeeds, .succeeds, .succeeds, { GetKeyPolicyRequest(keyId: $0) }),
        Row(
            KMSOperations.listAliases, .succeeds, .succeeds, .succeeds, .succeeds, { ListAliasesRequest(keyId: $0) }),
        Row(KMSOperations.listGrants, .succeeds, .succeeds, .succeeds, .succeeds, { ListGrantsRequest(keyId: $0) }),
        Row(
            KMSOperations.listKeyPolicies, .succeeds, .succeeds, .succeeds, .succeeds,
            { ListKeyPoliciesRequest(keyId: $0) }),
        Row(
            KMSOperations.listResourceTags, .succeeds, .succeeds, .succeeds, .succeeds,
            { ListResourceTagsRequest(keyId: $0) }),
        Row(
            KMSOperations.putKeyPolicy, .succeeds, .succeeds, .succeeds, .succeeds,
            { PutKeyPolicyRequest(keyId: $0, policy: KeyPolicy.standard(for: .standard)) }),
        Row(
            KMSOperations.scheduleKeyDeletion, .succeeds, .succeeds, .pendingDeletion, .succeeds,
            { ScheduleKeyDeletionRequest(keyId: $0) }),
        Row(
            KMSOperations.tagResource, .succeeds, .succeeds, .pendingDeletion, .succeeds,
            { TagResourceRequest(keyId: $0, tags: [Tag(tagKey: "a", tagValue: "b")]) }),
        Row(
            KMSOperations.untagResource, .succeeds, .succeeds, .pendingDeletion, .succeeds,
            { UntagResourceRequest(keyId: $0, tagKeys: ["a"]) }),
        Row(
            KMSOperations.updateKeyDescription, .succeeds, .succeeds, .pendingDeletion, .succeeds,
            { UpdateKeyDescriptionRequest(keyId: $0, description: "new") }),
    ]

    @Test(arguments: table, [KeyState.enabled, .disabled, .pendingDeletion, .pendingImport])
    func stateDecidesWhetherAnOperationSucceeds(_ row: Row, _ state: KeyState) async throws {
        let harness = try KMSHarness()
        let key = try await harness.key(in: state)
        let refusal = try await row.attempt(harness, key.keyId)
        #expect(refusal == row.outcome(in: state).refusal(of: try #require(key.arn)))
    }

    @Test func cancelledDeletionLeavesTheKeyDisabled() async throws {
        let harness = try KMSHarness()
        let key = try await harness.key(in: .pendingDeletion)
        let cancel = CancelKeyDeletionRequest(keyId: key.keyId)
        let answer = try await harness.call(KMSOperations.cancelKeyDeletion, cancel)
        #expect(answer.keyId == key.arn)
        let described = try await harness.describe(key.keyId)
        #expect(described.keyState == .disabled)
        #expect(described.enabled == false)
        #expect(described.deletionDate == nil)
    }

    @Test(arguments: [(6, false), (7, true), (30, true), (31, false)])
    func waitingPeriodIsSevenToThirtyDays(_ days: Int, _ isTaken: Bool) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let input = ScheduleKeyDeletionRequest(keyId: key.keyId, pendingWindowInDays: days)
        let refusal = try await harness.refusal(KMSOperations.scheduleKeyDeletion, input)
        #expect(refusal?.code == (isTaken ? nil : "ValidationException"))
    }

    @Test func stateIsCheckedAgainWhenTheChangeIsMade() async throws {
        let harness = try KMSHarness()
        let metadata = try await harness.createKey()
        let loaded = try harness.kms.directory.find(
            metadata.keyId, forms: .keysOnly, in: harness.scope()
        ).key
        _ = try await harness.call(
            KMSOperations.scheduleKeyDeletion, ScheduleKeyDeletionRequest(keyId: metadata.keyId))
        let stale: Change<EmptyStructure> = harness.kms.change(loaded) { record in
            try record.requireNotPendingDeletion()
            return EmptyStructure()
        }
        await #expect(throws: AWSError.self) { try await harness.store.write(stale.body) }
    }
}
