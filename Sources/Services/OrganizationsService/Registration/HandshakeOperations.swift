import OrganizationsModel
import ServiceKit

extension Organizations {
    /// Agreements between accounts.
    var handshakeOperations: [Operation] {
        [
            Operation(
                change: OrganizationsOperations.inviteAccountToOrganization, on: invitation,
                perform: inviteAccountToOrganization),
            Operation(
                change: OrganizationsOperations.enableAllFeatures,
                on: organization("organizations:EnableAllFeatures", for: .managementAccount),
                perform: enableAllFeatures),
            Operation(
                reply: OrganizationsOperations.describeHandshake,
                on: handshake(\.handshakeId, "organizations:DescribeHandshake", alsoForDelegates: true),
                perform: describeHandshake),
            Operation(
                change: OrganizationsOperations.acceptHandshake, on: handshakeToAccept, perform: acceptHandshake),
            Operation(
                change: OrganizationsOperations.declineHandshake,
                on: handshake(\.handshakeId, "organizations:DeclineHandshake"), perform: declineHandshake),
            Operation(
                change: OrganizationsOperations.cancelHandshake,
                on: handshake(\.handshakeId, "organizations:CancelHandshake"), perform: cancelHandshake),
            Operation(
                reply: OrganizationsOperations.listHandshakesForAccount,
                on: { _, scope in Target((), Self.ownCheck("organizations:ListHandshakesForAccount", scope)) },
                perform: listHandshakesForAccount),
            Operation(
                reply: OrganizationsOperations.listHandshakesForOrganization,
                on: organization("organizations:ListHandshakesForOrganization", for: .delegates),
                perform: listHandshakesForOrganization),
        ]
    }
}
