import AWSProtocols
import Store

/// How much an organization holds, counted as it changes rather than each time a quota is asked about.
struct OrganizationCountRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "organizations.count"

    let organizationID: String
    /// The management account and closed accounts included.
    var accounts = 0
    /// Accounts that are being created, and open invitations, which count as accounts.
    var expectedAccounts = 0
    var organizationalUnits = 0

    var key: RecordKey { Self.key(organizationID) }

    static func key(_ organizationID: String) -> RecordKey {
        RecordKey(account: nil, region: nil, id: organizationID)
    }
}

extension ReadTransaction {
    func counts(of organizationID: String) throws -> OrganizationCountRecord {
        try get(OrganizationCountRecord.self, OrganizationCountRecord.key(organizationID))?.record
            ?? OrganizationCountRecord(organizationID: organizationID)
    }
}

extension WriteTransaction {
    func count(in organizationID: String, _ change: (inout OrganizationCountRecord) throws -> Void) throws {
        var record = try counts(of: organizationID)
        try change(&record)
        try put(record)
    }

    /// Keeps a place for an account that is to come.
    func expectAccount(in organizationID: String) throws {
        try count(in: organizationID) { counts in
            guard counts.accounts + counts.expectedAccounts < OrganizationsQuotas.accounts else {
                throw AWSError.accountNumberLimitExceeded
            }
            counts.expectedAccounts += 1
        }
    }

    /// Gives the place up: the account has come, or will not.
    func expectAccountNoLonger(in organizationID: String) throws {
        try count(in: organizationID) { $0.expectedAccounts = max(0, $0.expectedAccounts - 1) }
    }
}
