import Essentials
import IAMModel
import ServiceKit

extension IAM {
    /// Nothing where the role was not used within the tracking period.
    func lastUse(of role: RoleRecord, at now: Timestamp) async throws -> RoleLastUsed {
        let accesses = try await directory.accesses.accesses(of: role.id, in: role.account, at: now)
        let last = accesses.values.compactMap(\.last).max { $0.time < $1.time }
        return RoleLastUsed(lastUsedDate: last?.time, region: last?.region)
    }
}
