/// How much an organization may hold. Source: Organizations user guide, "Quotas for AWS Organizations".
enum OrganizationsQuotas {
    static let organizationalUnits = 2000
    /// Below the root.
    static let depth = 5
    /// AWS begins with 10 and raises it on request to as many as this.
    static let accounts = 10_000
    static let tags = 50
}
