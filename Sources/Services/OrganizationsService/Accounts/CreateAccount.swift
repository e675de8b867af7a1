import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// The role that a new account has for its management account, unless another name is asked for.
    static let accessRoleName = "OrganizationAccountAccessRole"

    func newAccount(_ input: CreateAccountRequest, in scope: RequestScope) async throws -> Target<Member> {
        let find: Lookup<CreateAccountRequest, Member> = organization(
            "organizations:CreateAccount", for: .managementAccount,
            conditions: { OrganizationsConditions(tags: $0.tags ?? []) })
        let target = try await find(input, scope)
        let organization = target.resource.organization
        return creation(target, taggedAs: organization.arn("account", organization.id, "*"), input.tags)
    }

    /// Takes the request down. The account is made right after, and the request's status then tells how that went.
    func createAccount(
        _ input: CreateAccountRequest, on member: Authorized<Member>, in scope: RequestScope
    ) throws -> Change<CreateAccountResponse> {
        let request = CreateAccountStatusRecord(
            id: OrganizationsID.createAccountRequest(scope.random), organizationID: member.value.organization.id,
            accountName: input.accountName, email: input.email,
            roleName: try Self.accessRoleName(from: input.roleName),
            showsBillsToUsers: input.iamUserAccessToBilling != .deny,
            tags: try TagSet([]).adding(input.tags ?? []).tags, requestedAt: scope.now)
        return Change { transaction in
            let isInProgress = Predicate.equals(
                .state, .string(CreateAccountStatusRecord.state(request.organizationID, .inProgress)))
            let inProgress = try transaction.count(
                CreateAccountStatusRecord.self, in: .account(nil), where: isInProgress)
            guard inProgress < OrganizationsQuotas.concurrentCreations else { throw AWSError.tooManyCreations }
            try transaction.expectAccount(in: request.organizationID)
            try transaction.insert(request)
            return CreateAccountResponse(createAccountStatus: CreateAccountStatus(of: request))
        }
    }

    private static func accessRoleName(from requested: String?) throws(AWSError) -> String {
        guard let requested, !requested.isEmpty else { return accessRoleName }
        guard !requested.hasPrefix("AWSServiceRoleFor") else {
            throw .invalidInput(
                "INVALID_ROLE_NAME", "The role name can't begin with the reserved prefix AWSServiceRoleFor.")
        }
        return requested
    }

    /// GovCloud accounts are made for management accounts that are paired with one there. None is, here.
    func createGovCloudAccount(
        _ input: CreateGovCloudAccountRequest, on member: Authorized<Member>, in scope: RequestScope
    ) throws -> Change<CreateGovCloudAccountResponse> {
        throw AWSError.constraint(
            "MASTER_ACCOUNT_NOT_GOVCLOUD_ENABLED",
            "The management account must have an associated account in the AWS GovCloud (US-West) Region.")
    }
}

extension CreateAccountStatus {
    init(of request: CreateAccountStatusRecord) {
        self.init(
            id: request.id, accountName: request.accountName, state: request.state,
            requestedTimestamp: request.requestedAt, completedTimestamp: request.completedAt,
            accountId: request.accountID?.description, failureReason: request.failureReason)
    }
}

extension AWSError {
    fileprivate static let tooManyCreations = constraint(
        "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED",
        "You have exceeded the number of accounts that can be created at a time.")
}
