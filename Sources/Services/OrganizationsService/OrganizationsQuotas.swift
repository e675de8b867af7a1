/// How much an organization may hold. Source: Organizations user guide, "Quotas for AWS Organizations".
enum OrganizationsQuotas {
    static let organizationalUnits = 2000
    /// Below the root.
    static let depth = 5
    /// AWS begins with 10 and raises it on request to as many as this.
    static let accounts = 50_000
    /// How many accounts can be in creation, or in closing, at a time.
    static let concurrentCreations = 5
    static let concurrentClosures = 3
    static let tags = 50

    /// How many accounts can be closed within 30 days: 250 or a fifth of the members, and never more than 1,000.
    static func closures(members: Int) -> Int { min(1000, max(250, members / 5)) }
}
