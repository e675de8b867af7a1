import Essentials
import OrganizationsModel
import Store

extension AccountRecord {
    /// How long a closed account still belongs to its organization.
    /// Source: Organizations user guide, "Monitor the state of your AWS accounts".
    static let postClosurePeriod = TimeSpan.days(90)

    /// When the next step of the account's closing falls due; nil where none is under way.
    var closureDue: Timestamp? {
        guard let closureRequestedAt else { return nil }
        return switch state {
        case .pendingClosure: closureRequestedAt
        case .closed where membership != nil: closureRequestedAt + Self.postClosurePeriod
        default: nil
        }
    }

    var closureIndexes: [IndexEntry] {
        guard let closureRequestedAt, let membership else { return [] }
        let due = closureDue.map { [IndexEntry(.closureDue, $0.milliseconds)] } ?? []
        let inProgress = state == .pendingClosure ? [IndexEntry(.closing, membership.organizationID)] : []
        return due + inProgress + [
            IndexEntry(.closedFrom, membership.organizationID), IndexEntry(.closedAt, closureRequestedAt.milliseconds),
        ]
    }

    /// As the older of two members of answers has it.
    var status: AccountStatus {
        switch state {
        case .pendingActivation, .active: .active
        case .pendingClosure: .pendingClosure
        case .suspended, .closed: .suspended
        }
    }
}
