import AWSProtocols
import Essentials
import OrganizationsModel
import Testing

@testable import OrganizationsService

/// An organization with all features, to hang policies in.
struct PolicyHarness {
    let organizations: OrganizationsHarness
    let organization: OrganizationRecord
    let member: AccountID

    var root: String { organization.rootID }

    init() async throws {
        organizations = try OrganizationsHarness()
        let made = try await organizations.call(
            OrganizationsOperations.createOrganization, CreateOrganizationRequest(featureSet: .all))
        let id = try #require(made.organization?.id)
        organization = try #require(
            try organizations.store.get(OrganizationRecord.self, OrganizationRecord.key(id))?.record)
        member = try #require(AccountID("222222222222"))
        try await join(member)
    }

    /// A member account below the root, or below a unit.
    func join(_ account: AccountID, below parent: String? = nil) async throws {
        let (organization, time) = (organization, organizations.time.now())
        try await organizations.store.write { transaction in
            var record = AccountRecord(id: account, email: "\(account)@example.com", name: "account \(account)")
            record.membership = AccountRecord.Membership(
                organizationID: organization.id, parentID: parent ?? organization.rootID, joinedMethod: .created,
                joinedAt: time)
            try transaction.join(record, organization)
        }
    }

    func move(_ account: AccountID, below parent: String) async throws {
        try await organizations.store.write { transaction in
            var record = try #require(try transaction.get(AccountRecord.self, AccountRecord.key(account))?.record)
            record.membership?.parentID = parent
            try transaction.put(record)
        }
    }

    func unit(_ name: String, below parent: String? = nil) async throws -> String {
        let made = try await organizations.call(
            OrganizationsOperations.createOrganizationalUnit,
            CreateOrganizationalUnitRequest(parentId: parent ?? root, name: name))
        return try #require(made.organizationalUnit?.id)
    }

    @discardableResult
    func create(_ name: String, _ content: String, _ type: PolicyType = .serviceControlPolicy) async throws -> String {
        let made = try await organizations.call(
            OrganizationsOperations.createPolicy,
            CreatePolicyRequest(content: content, description: "", name: name, type: type))
        return try #require(made.policy?.policySummary?.id)
    }

    func attach(_ policy: String, to target: String) async throws {
        try await organizations.call(
            OrganizationsOperations.attachPolicy, AttachPolicyRequest(policyId: policy, targetId: target))
    }

    func detach(_ policy: String, from target: String) async throws {
        try await organizations.call(
            OrganizationsOperations.detachPolicy, DetachPolicyRequest(policyId: policy, targetId: target))
    }

    func enable(_ type: PolicyType) async throws {
        try await organizations.call(
            OrganizationsOperations.enablePolicyType, EnablePolicyTypeRequest(rootId: root, policyType: type))
    }

    func disable(_ type: PolicyType) async throws {
        try await organizations.call(
            OrganizationsOperations.disablePolicyType, DisablePolicyTypeRequest(rootId: root, policyType: type))
    }

    func policies(on target: String, _ type: PolicyType = .serviceControlPolicy) async throws -> [String] {
        let response = try await organizations.call(
            OrganizationsOperations.listPoliciesForTarget,
            ListPoliciesForTargetRequest(targetId: target, filter: type))
        return response.policies?.compactMap(\.id) ?? []
    }

    func refusal<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as account: AccountID = .standard
    ) async throws -> Refusal? {
        try await organizations.refusal(descriptor, input, as: account)
    }
}

enum Documents {
    static func deny(_ action: String) -> String {
        #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"\#(action)","Resource":"*"}}"#
    }

    static func allow(_ action: String) -> String {
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"\#(action)","Resource":"*"}}"#
    }

    static func denyResource(_ action: String) -> String {
        """
        {"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"\(action)","Resource":"*"}}
        """
    }
}
