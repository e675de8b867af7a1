import OrganizationsModel
import Store

/// What policies are due when the tree changes. Called in the transaction of the change.
extension WriteTransaction {
    /// Something that policies can be attached to has come into being, or an account has joined.
    func policyTargetBegan(_ id: String, in organization: OrganizationRecord) throws {
        let enabled = try enabledPolicyTypes(in: organization)
        let attachments = OrganizationPolicy.awsManaged.filter { enabled.contains($0.type) }.map {
            PolicyTargetRecord.Attachment(policyID: $0.id, type: $0.type)
        }
        try put(PolicyTargetRecord(id: id, organizationID: organization.id, attachments: attachments))
    }

    /// The same has gone, or an account has left.
    func policyTargetEnded(_ id: String, in organization: OrganizationRecord) throws {
        try delete(PolicyTargetRecord.self, PolicyTargetRecord.key(id))
    }

    /// The organization itself is deleted.
    func policiesEnded(of organization: OrganizationRecord) throws {
        for type in PolicyType.allCases {
            let isOfType = Predicate.equals(
                .policyType, .string(PolicyRecord.indexValue(of: type, in: organization.id)))
            try forEach(PolicyRecord.self, where: isOfType) { try delete(PolicyRecord.self, $0.key) }
        }
        try forEach(PolicyTargetRecord.self, where: .equals(.organization, .string(organization.id))) {
            try delete(PolicyTargetRecord.self, $0.key)
        }
    }
}

extension ReadTransaction {
    /// Every record that a condition finds, in order of id. What is done to one must not change whether another is found.
    func forEach<Record: StoredRecord>(
        _ type: Record.Type, where predicate: Predicate, _ body: (Record) throws -> Void
    ) throws {
        var position: RecordPosition?
        repeat {
            let page = try query(type, in: .account(nil), where: predicate, limit: 500, after: position)
            for versioned in page.records { try body(versioned.record) }
            position = page.next
        } while position != nil
    }
}
