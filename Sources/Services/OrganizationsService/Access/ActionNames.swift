import PolicyEngine

/// The actions of operations that look up what they act on in ways of their own.
enum ActionNames {
    static let moveAccount: ActionName = "organizations:MoveAccount"
    static let putResourcePolicy: ActionName = "organizations:PutResourcePolicy"
    static let inviteAccount: ActionName = "organizations:InviteAccountToOrganization"
    static let inviteToTransfer: ActionName = "organizations:InviteOrganizationToTransferResponsibility"
}
