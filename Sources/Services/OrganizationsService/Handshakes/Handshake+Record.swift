import Essentials
import OrganizationsModel

extension Handshake {
    init(of record: HandshakeRecord, at now: Timestamp) {
        let organization = HandshakeParty(id: record.organizationID, type: .organization)
        self.init(
            id: record.id, arn: record.arn,
            parties: [organization] + (record.target.map { [HandshakeParty(id: $0.id, type: $0.type)] } ?? []),
            state: record.state(at: now), requestedTimestamp: record.requestedAt,
            expirationTimestamp: record.expiresAt, action: record.action, resources: record.resources)
    }
}

extension HandshakeRecord {
    /// What AWS shows of each action. Source: Organizations user guide, the examples of "Sending account invitations" and
    /// "Standard migration process to enable all features".
    fileprivate var resources: [HandshakeResource] {
        let parent = parentID.map { [HandshakeResource(value: $0, type: .parentHandshake)] } ?? []
        let organization = HandshakeResource(
            value: organizationID, type: .organization, resources: sender.map(Self.details(of:)))
        let party = target.map { [HandshakeResource(value: $0.id, type: $0.resourceType)] } ?? []
        let note = notes.map { [HandshakeResource(value: $0, type: .notes)] } ?? []
        return parent + [organization] + party + note + (transfer.map(details(of:)) ?? [])
    }

    private static func details(of sender: Sender) -> [HandshakeResource] {
        [
            HandshakeResource(value: sender.email, type: .masterEmail),
            HandshakeResource(value: sender.name, type: .masterName),
            HandshakeResource(value: sender.featureSet.rawValue, type: .organizationFeatureSet),
        ]
    }

    private func details(of transfer: Transfer) -> [HandshakeResource] {
        [
            HandshakeResource(
                value: transfer.id, type: .responsibilityTransfer,
                resources: [
                    HandshakeResource(value: transfer.startsAt.iso8601, type: .transferStartTimestamp),
                    HandshakeResource(value: ResponsibilityTransferType.billing.rawValue, type: .transferType),
                ]),
            HandshakeResource(
                value: managementAccount.description, type: .managementAccount,
                resources: sender.map {
                    [
                        HandshakeResource(value: $0.email, type: .managementEmail),
                        HandshakeResource(value: $0.name, type: .managementName),
                    ]
                }),
        ]
    }
}

extension HandshakeRecord.Party {
    fileprivate var resourceType: HandshakeResourceType {
        switch type {
        case .account: .account
        case .organization: .organization
        case .email: .email
        }
    }
}
