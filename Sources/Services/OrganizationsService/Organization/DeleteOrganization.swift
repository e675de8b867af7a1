import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// Deletes an organization that has no members left. Its units, policies and settings go with it.
    func deleteOrganization(
        _ input: EmptyStructure, on member: Authorized<Member>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let id = member.value.organization.key
        return Change { transaction in
            guard let organization = try transaction.get(OrganizationRecord.self, id)?.record else {
                throw AWSError.notInUse
            }
            let counts = try transaction.counts(of: organization.id)
            guard counts.accounts <= 1 else {
                throw AWSError(
                    .organizationNotEmptyException,
                    "You must remove all member accounts before you can delete the organization.")
            }
            try transaction.requireNoTransfers(of: organization)
            try transaction.deleteContents(of: organization)
            if let account = try transaction.account(organization.managementAccount.description, in: organization) {
                try transaction.leave(account, organization, at: scope.now)
            }
            try transaction.delete(OrganizationCountRecord.self, OrganizationCountRecord.key(organization.id))
            try transaction.delete(OrganizationRecord.self, organization.key)
            return EmptyStructure()
        }
    }
}

extension WriteTransaction {
    fileprivate func deleteContents(of organization: OrganizationRecord) throws {
        try policiesEnded(of: organization)
        try deleteAll(OrganizationalUnitRecord.self, of: organization)
        try deleteAll(CreateAccountStatusRecord.self, of: organization)
        try deleteAll(HandshakeRecord.self, of: organization)
        try deleteAll(ServiceAccessRecord.self, of: organization)
        try delete(ResourcePolicyRecord.self, ResourcePolicyRecord.key(organization.id))
        try delete(RootRecord.self, RootRecord.key(organization.rootID))
    }

    /// Every record of a kind that an organization has.
    func deleteAll<Record: StoredRecord>(_ type: Record.Type, of organization: OrganizationRecord) throws {
        let belongs = Predicate.equals(.organization, .string(organization.id))
        while true {
            let page = try query(type, in: .account(nil), where: belongs, limit: 500).records
            for record in page { try delete(type, record.record.key) }
            if page.count < 500 { return }
        }
    }
}
