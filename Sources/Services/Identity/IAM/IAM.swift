import AWSProtocols
import Essentials
import IAMModel
import ServiceKit
import Store

/// AWS Identity and Access Management: users, groups, roles, and the policies that say what they may do.
public struct IAM: Service {
    public let id = ServiceID.iam
    public let internalFailure = AWSError(.serviceFailureException, AWSError.internalFailure.message)
    let directory: IdentityDirectory
    let pageTokens: PageTokens
    let guardrails: any GuardrailProvider
    let organizations: any OrganizationDirectory

    var store: any Store { directory.store }

    /// - Parameter pageTokens: the same on every server that shares the store
    public init(
        directory: IdentityDirectory, pageTokens: PageTokens, guardrails: any GuardrailProvider = NoGuardrails(),
        organizations: any OrganizationDirectory = NoOrganizations()
    ) {
        self.directory = directory
        self.pageTokens = pageTokens
        self.guardrails = guardrails
        self.organizations = organizations
    }

    public static let sealedRecords: [any SealedRecord.Type] = [AccessKeyRecord.self, MultiFactorDeviceRecord.self]

    public var chores: [any Chore] { [AccessChore(tracker: directory.accesses)] }

    public var operations: [Operation] {
        userOperations + accessKeyOperations + groupOperations + roleOperations + managedPolicyOperations
            + inlinePolicyOperations + attachmentOperations + boundaryOperations + tagOperations + simulationOperations
            + passwordOperations + serviceLinkedRoleOperations + instanceProfileOperations + accountOperations
            + providerOperations + multiFactorOperations + reportOperations
    }
}
