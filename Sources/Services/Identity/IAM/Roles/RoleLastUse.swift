import IAMModel

extension IAM {
    /// Nothing where the role was not used lately.
    func lastUse(of role: RoleRecord) async throws -> RoleLastUsed { RoleLastUsed() }
}
