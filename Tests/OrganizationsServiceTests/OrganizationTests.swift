import AWSProtocols
import Essentials
import OrganizationsModel
import Testing

@testable import OrganizationsService

@Suite struct OrganizationTests {
    @Test func newOrganizationHasOneRootWithServiceControlPolicies() async throws {
        let harness = try OrganizationsHarness()
        let made = try await harness.call(
            OrganizationsOperations.createOrganization, CreateOrganizationRequest(featureSet: .all)
        ).organization
        let described = try await harness.call(OrganizationsOperations.describeOrganization, EmptyStructure())
        #expect(described.organization?.id == made?.id)
        let roots = try await harness.call(OrganizationsOperations.listRoots, ListRootsRequest()).roots
        #expect(roots?.count == 1)
        #expect(roots?.first?.policyTypes?.map(\.type) == [.serviceControlPolicy])
    }

    @Test func anAccountBelongsToOneOrganization() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let refusal = try await harness.refusal(
            OrganizationsOperations.createOrganization, CreateOrganizationRequest())
        #expect(refusal == Refusal(.alreadyInOrganizationException))
    }

    @Test func anAccountThatStandsAloneIsTold() async throws {
        let harness = try OrganizationsHarness()
        let refusal = try await harness.refusal(OrganizationsOperations.describeOrganization, EmptyStructure())
        #expect(refusal == Refusal(.awsOrganizationsNotInUseException))
    }

    @Test func unitsGoFiveDeep() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let roots = try await harness.call(OrganizationsOperations.listRoots, ListRootsRequest()).roots
        var parent = try #require(roots?.first?.id)
        for depth in 1...5 {
            let unit = try await harness.call(
                OrganizationsOperations.createOrganizationalUnit,
                CreateOrganizationalUnitRequest(parentId: parent, name: "level \(depth)")
            ).organizationalUnit
            parent = try #require(unit?.id)
        }
        let path = try harness.store.readNow { try $0.path(of: parent) }
        #expect(path?.count == 6)
        let refusal = try await harness.refusal(
            OrganizationsOperations.createOrganizationalUnit,
            CreateOrganizationalUnitRequest(parentId: parent, name: "level 6"))
        #expect(refusal == Refusal(.constraintViolationException, "OU_DEPTH_LIMIT_EXCEEDED"))
    }
}
