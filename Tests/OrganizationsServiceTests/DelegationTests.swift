import AWSProtocols
import Essentials
import OrganizationsModel
import Testing

@testable import OrganizationsService

@Suite struct DelegationTests {
    private static let service = "guardduty.amazonaws.com"

    private func enable(_ harness: OrganizationsHarness, _ principal: String = service) async throws {
        try await harness.call(
            OrganizationsOperations.enableAWSServiceAccess,
            EnableAWSServiceAccessRequest(servicePrincipal: principal))
    }

    private func registration(_ account: AccountID) -> RegisterDelegatedAdministratorRequest {
        RegisterDelegatedAdministratorRequest(accountId: account.description, servicePrincipal: Self.service)
    }

    @Test func aDelegatedAdministratorReadsTheOrganization() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let account = try await harness.createAccount("security")
        let list = ListAccountsRequest()
        #expect(
            try await harness.refusal(OrganizationsOperations.listAccounts, list, as: account)
                == Refusal(AWSError.notPermitted))
        #expect(
            try await harness.refusal(OrganizationsOperations.registerDelegatedAdministrator, registration(account))
                == Refusal(.constraintViolationException, "SERVICE_ACCESS_NOT_ENABLED"))
        try await enable(harness)
        try await harness.call(OrganizationsOperations.registerDelegatedAdministrator, registration(account))
        let accounts = try await harness.call(OrganizationsOperations.listAccounts, list, as: account)
        #expect(accounts.accounts?.count == 2)
        let root = try await harness.rootID()
        #expect(
            try await harness.refusal(
                OrganizationsOperations.createOrganizationalUnit,
                CreateOrganizationalUnitRequest(parentId: root, name: "mine"), as: account)
                == Refusal(AWSError.notPermitted))
        let administrators = try await harness.call(
            OrganizationsOperations.listDelegatedAdministrators, ListDelegatedAdministratorsRequest())
        #expect(administrators.delegatedAdministrators?.map(\.id) == [account.description])
        let services = try await harness.call(
            OrganizationsOperations.listDelegatedServicesForAccount,
            ListDelegatedServicesForAccountRequest(accountId: account.description))
        #expect(services.delegatedServices?.map(\.servicePrincipal) == [Self.service])
    }

    @Test func registrationsHaveTheirLimits() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let (first, second) = (try await harness.createAccount("a"), try await harness.createAccount("b"))
        try await enable(harness)
        try await harness.call(OrganizationsOperations.registerDelegatedAdministrator, registration(first))
        #expect(
            try await harness.refusal(OrganizationsOperations.registerDelegatedAdministrator, registration(first))
                == Refusal(.accountAlreadyRegisteredException))
        #expect(
            try await harness.refusal(OrganizationsOperations.registerDelegatedAdministrator, registration(second))
                == Refusal(.constraintViolationException, "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE"))
        #expect(
            try await harness.refusal(OrganizationsOperations.registerDelegatedAdministrator, registration(.standard))
                == Refusal(.constraintViolationException, "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR"))
        #expect(
            try await harness.refusal(
                OrganizationsOperations.enableAWSServiceAccess,
                EnableAWSServiceAccessRequest(servicePrincipal: "nothing.amazonaws.com"))
                == Refusal(.invalidInputException, "UNRECOGNIZED_SERVICE_PRINCIPAL"))
        harness.time.advance(by: .days(4))
        #expect(
            try await harness.refusal(
                OrganizationsOperations.leaveOrganization, EmptyStructure(), as: first)
                == Refusal(.constraintViolationException, "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG"))
    }

    @Test func aServiceThatIsShutOutHasNoAdministrators() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let account = try await harness.createAccount("security")
        try await enable(harness)
        try await harness.call(OrganizationsOperations.registerDelegatedAdministrator, registration(account))
        try await harness.call(
            OrganizationsOperations.disableAWSServiceAccess,
            DisableAWSServiceAccessRequest(servicePrincipal: Self.service))
        #expect(
            try await harness.refusal(
                OrganizationsOperations.listDelegatedServicesForAccount,
                ListDelegatedServicesForAccountRequest(accountId: account.description))
                == Refusal(.accountNotRegisteredException))
        let enabled = try await harness.call(
            OrganizationsOperations.listAWSServiceAccessForOrganization, ListAWSServiceAccessForOrganizationRequest())
        #expect(enabled.enabledServicePrincipals?.isEmpty == true)
    }

    @Test func theResourcePolicyLetsAMemberDoWhatItAllows() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let account = try await harness.createAccount("security")
        let root = try await harness.rootID()
        let tag = TagResourceRequest(
            resourceId: root, tags: [OrganizationsModel.Tag(key: "team", value: "red")])
        #expect(
            try await harness.refusal(OrganizationsOperations.tagResource, tag, as: account)
                == Refusal(AWSError.notPermitted))
        let policy = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "\(account)"},
             "Action": ["organizations:TagResource", "organizations:ListTagsForResource"], "Resource": "*"}]}
            """
        try await harness.call(
            OrganizationsOperations.putResourcePolicy, PutResourcePolicyRequest(content: policy))
        try await harness.call(OrganizationsOperations.tagResource, tag, as: account)
        let tags = try await harness.call(
            OrganizationsOperations.listTagsForResource, ListTagsForResourceRequest(resourceId: root), as: account)
        #expect(tags.tags?.map(\.value) == ["red"])
        let denied = try await harness.refusal(
            OrganizationsOperations.untagResource, UntagResourceRequest(resourceId: root, tagKeys: ["team"]),
            as: account)
        #expect(denied?.code == "AccessDeniedException")
        try await harness.call(OrganizationsOperations.deleteResourcePolicy, EmptyStructure())
        #expect(
            try await harness.refusal(OrganizationsOperations.tagResource, tag, as: account)
                == Refusal(AWSError.notPermitted))
    }

    @Test(arguments: [
        (
            #""Principal":{"AWS":"123456789012"},"Action":"organizations:CreateAccount","Resource":"*""#,
            "UNSUPPORTED_ACTION_IN_RESOURCE_POLICY"
        ),
        (
            #""Principal":{"AWS":"123456789012"},"Action":"organizations:*","Resource":"*""#,
            "UNSUPPORTED_ACTION_IN_RESOURCE_POLICY"
        ),
        (
            #""Principal":{"AWS":"123456789012"},"NotAction":"organizations:ListRoots","Resource":"*""#,
            "INVALID_RESOURCE_POLICY_JSON"
        ),
        (
            #""Principal":{"AWS":"123456789012"},"Action":"organizations:ListRoots","Resource":"arn:aws:s3:::bucket""#,
            "UNSUPPORTED_RESOURCE_IN_RESOURCE_POLICY"
        ),
        (
            #""Principal":{"AWS":"arn:aws:iam::123456789012:role/none"},"Action":"organizations:ListRoots","Resource":"*""#,
            "INVALID_PRINCIPAL"
        ),
    ])
    func aResourcePolicyDelegatesNoMoreThanCanBe(_ statement: String, _ reason: String) async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let content = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",\#(statement)}]}"#
        #expect(
            try await harness.refusal(
                OrganizationsOperations.putResourcePolicy, PutResourcePolicyRequest(content: content))
                == Refusal(.invalidInputException, reason))
    }

    @Test func tagsKeepTheirRules() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let root = try await harness.rootID()
        func refusal(_ keys: [String]) async throws -> Refusal? {
            try await harness.refusal(
                OrganizationsOperations.tagResource,
                TagResourceRequest(
                    resourceId: root, tags: keys.map { OrganizationsModel.Tag(key: $0, value: "v") }))
        }
        #expect(try await refusal(["a", "a"]) == Refusal(.invalidInputException, "DUPLICATE_TAG_KEY"))
        #expect(try await refusal(["aws:a"]) == Refusal(.invalidInputException, "INVALID_SYSTEM_TAGS_PARAMETER"))
        #expect(try await refusal((0..<50).map { "k\($0)" }) == nil)
        #expect(try await refusal(["more"]) == Refusal(.constraintViolationException, "MAX_TAG_LIMIT_EXCEEDED"))
        #expect(
            try await harness.refusal(
                OrganizationsOperations.tagResource,
                TagResourceRequest(
                    resourceId: "111111111111", tags: [OrganizationsModel.Tag(key: "a", value: "b")]))
                == Refusal(.targetNotFoundException))
    }
}
