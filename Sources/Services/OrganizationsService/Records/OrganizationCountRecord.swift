import Store

/// How much an organization holds, counted as it changes rather than each time a quota is asked about.
struct OrganizationCountRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "organizations.count"

    let organizationID: String
    /// The management account included.
    var accounts = 0
    var organizationalUnits = 0

    var key: RecordKey { Self.key(organizationID) }

    static func key(_ organizationID: String) -> RecordKey {
        RecordKey(account: nil, region: nil, id: organizationID)
    }
}

extension WriteTransaction {
    func count(in organizationID: String, _ change: (inout OrganizationCountRecord) throws -> Void) throws {
        let key = OrganizationCountRecord.key(organizationID)
        var record =
            try get(OrganizationCountRecord.self, key)?.record
            ?? OrganizationCountRecord(organizationID: organizationID)
        try change(&record)
        try put(record)
    }
}
