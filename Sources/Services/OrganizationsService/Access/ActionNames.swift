import PolicyEngine

/// The actions that are asked about in more than one place, or for several resources.
enum ActionNames {
    static let moveAccount: ActionName = "organizations:MoveAccount"
}
