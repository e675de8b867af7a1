import AWSProtocols
import Essentials
import OrganizationsModel
import PolicyEngine
import ServiceKit
import Store

/// A handshake and what its caller has to do with it.
struct HandshakeView: Sendable {
    let handshake: HandshakeRecord
    /// The caller's account.
    let account: AccountRecord
    /// The caller is the management account of the organization that asks.
    let isSender: Bool
    /// The caller is who is asked.
    let isRecipient: Bool
}

extension Organizations {
    /// The handshake of this id, for those whom it concerns. To all others there is none.
    func handshake<Input>(
        _ id: KeyPath<Input, String> & Sendable, _ action: ActionName, alsoForDelegates: Bool = false
    ) -> Lookup<Input, HandshakeView> {
        { input, scope in
            let found = try store.readNow { transaction -> (HandshakeView, isDelegate: Bool)? in
                let key = HandshakeRecord.key(input[keyPath: id])
                guard let handshake = try transaction.get(HandshakeRecord.self, key)?.record else { return nil }
                let account = try transaction.accountOrStandIn(scope.account)
                let isDelegate =
                    account.membership?.organizationID == handshake.organizationID && !account.delegations.isEmpty
                return (HandshakeView(of: handshake, to: account), isDelegate)
            }
            guard let (view, isDelegate) = found,
                view.isSender || view.isRecipient || alsoForDelegates && isDelegate
            else { throw TargetNotFound(.handshakeNotFound, check: Self.ownCheck(action, scope)) }
            let check = AccessCheck(action: action, resource: view.handshake.arn, account: scope.account)
            return Target(view, check)
        }
    }

    /// The same for who accepts: where that makes the account a member, it needs the role of Organizations.
    func handshakeToAccept(
        _ input: AcceptHandshakeRequest, in scope: RequestScope
    ) async throws -> Target<HandshakeView> {
        let find: Lookup<AcceptHandshakeRequest, HandshakeView> = handshake(
            \.handshakeId, "organizations:AcceptHandshake")
        let target = try await find(input, scope)
        let needsRole = [.invite, .approveAllFeatures].contains(target.resource.handshake.action)
        guard needsRole, target.resource.isRecipient else { return target }
        return Target(target.resource, checks: target.checks + (try linkedRoleChecks(in: scope.account)))
    }
}

extension HandshakeView {
    init(of handshake: HandshakeRecord, to account: AccountRecord) {
        self.handshake = handshake
        self.account = account
        isSender = account.id == handshake.managementAccount
        let names = [account.id.description, account.email.lowercased()]
        isRecipient = handshake.target.map { names.contains($0.id.lowercased()) } ?? isSender
    }
}

extension AWSError {
    static let handshakeNotFound = AWSError(
        .handshakeNotFoundException, "You specified a handshake that doesn't exist.")
}
