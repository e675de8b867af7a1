/// What has a place in an organization, and tags that policies may ask about.
protocol OrganizationEntity: Sendable {
    var tags: [StoredTag] { get }
    func arn(in organization: OrganizationRecord) -> String
}

extension RootRecord: OrganizationEntity {
    func arn(in organization: OrganizationRecord) -> String { organization.arn("root", organization.id, id) }
}

extension OrganizationalUnitRecord: OrganizationEntity {
    func arn(in organization: OrganizationRecord) -> String { organization.arn("ou", organization.id, id) }
}

extension AccountRecord: OrganizationEntity {
    func arn(in organization: OrganizationRecord) -> String {
        organization.arn("account", organization.id, id.description)
    }
}
