import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// There is one root, so one page.
    func listRoots(
        _ input: ListRootsRequest, on member: Authorized<Member>, in scope: RequestScope
    ) throws -> ListRootsResponse {
        let organization = member.value.organization
        let root = try store.get(RootRecord.self, RootRecord.key(organization.rootID))?.record
        return ListRootsResponse(roots: root.map { [Root(of: $0, organization)] })
    }
}

extension Root {
    init(of root: RootRecord, _ organization: OrganizationRecord) {
        self.init(
            id: root.id, arn: root.arn(in: organization), name: root.name,
            policyTypes: root.enabledPolicyTypes.map { PolicyTypeSummary(type: $0, status: .enabled) })
    }
}
