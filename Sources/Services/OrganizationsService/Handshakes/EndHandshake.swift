import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    func describeHandshake(
        _ input: DescribeHandshakeRequest, _ view: Authorized<HandshakeView>, in scope: RequestScope
    ) -> DescribeHandshakeResponse {
        DescribeHandshakeResponse(handshake: Handshake(of: view.value.handshake, at: scope.now))
    }

    func cancelHandshake(
        _ input: CancelHandshakeRequest, _ view: Authorized<HandshakeView>, in scope: RequestScope
    ) throws -> Change<CancelHandshakeResponse> {
        guard view.value.isSender else { throw AWSError.notPermitted }
        return Change { transaction in
            let handshake = try transaction.end(view.value.handshake.key, as: .canceled, at: scope.now)
            return CancelHandshakeResponse(handshake: Handshake(of: handshake, at: scope.now))
        }
    }

    func declineHandshake(
        _ input: DeclineHandshakeRequest, _ view: Authorized<HandshakeView>, in scope: RequestScope
    ) throws -> Change<DeclineHandshakeResponse> {
        guard view.value.isRecipient, view.value.handshake.target != nil else { throw AWSError.notPermitted }
        return Change { transaction in
            let handshake = try transaction.end(view.value.handshake.key, as: .declined, at: scope.now)
            return DeclineHandshakeResponse(handshake: Handshake(of: handshake, at: scope.now))
        }
    }
}

extension ReadTransaction {
    /// The handshake as it is now, still to be answered. Throws for one that has gone or has ended.
    func pending(_ key: RecordKey, for state: HandshakeState, at now: Timestamp) throws -> HandshakeRecord {
        guard let handshake = try get(HandshakeRecord.self, key)?.record else { throw AWSError.handshakeNotFound }
        let current = handshake.state(at: now)
        guard current != state else {
            throw AWSError(
                .handshakeAlreadyInStateException, "The specified handshake is already in the requested state.")
        }
        guard current == .requested || current == .open else { throw AWSError.invalidTransition }
        return handshake
    }
}

extension WriteTransaction {
    /// Ends a pending handshake that came to nothing.
    func end(_ key: RecordKey, as state: HandshakeState, at now: Timestamp) throws -> HandshakeRecord {
        let handshake = try pending(key, for: state, at: now)
        return try end(handshake, as: state, at: now)
    }

    /// The same of one that is known to be pending, with all that hangs on it.
    @discardableResult
    func end(_ handshake: HandshakeRecord, as state: HandshakeState, at now: Timestamp) throws -> HandshakeRecord {
        var handshake = handshake
        handshake.state = state
        handshake.completedAt = state == .expired ? handshake.expiresAt : now
        try put(handshake)
        switch handshake.action {
        case .invite: try expectAccountNoLonger(in: handshake.organizationID)
        case .enableAllFeatures: try endAllFeatures(handshake, at: now)
        case .transferResponsibility: try endTransfer(of: handshake)
        case .approveAllFeatures, .addOrganizationsServiceLinkedRole: break
        }
        return handshake
    }

    /// The approvals that were asked for, and the invitations that promised all features, are void.
    private func endAllFeatures(_ handshake: HandshakeRecord, at now: Timestamp) throws {
        try endAll(.equals(.parentHandshake, .string(handshake.id)), at: now)
        let invitations = HandshakeRecord.filed(handshake.organizationID, .invite)
        try endAll(.equals(.sent, .string(invitations)), at: now)
    }

    /// Cancels every pending handshake that the condition finds.
    func endAll(_ condition: Predicate, at now: Timestamp) throws {
        var position: RecordPosition?
        repeat {
            let page = try query(
                HandshakeRecord.self, in: .account(nil), where: condition, limit: 500, after: position)
            for handshake in page.records.map(\.record) where handshake.isPending {
                try end(handshake, as: .canceled, at: now)
            }
            position = page.next
        } while position != nil
    }
}

extension AWSError {
    static let invalidTransition = AWSError(
        .invalidHandshakeTransitionException,
        "You can't perform the operation on the handshake in its current state.")
}
