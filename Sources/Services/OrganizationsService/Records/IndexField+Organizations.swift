import Store

extension IndexField {
    /// The root or unit that an account or unit is in.
    static let parent: IndexField = "parent"
    /// The organization that something belongs to.
    static let organization: IndexField = "organization"
    /// An account's address, in lower case.
    static let email: IndexField = "email"
    static let name: IndexField = "name"
    /// The organization in which an account is a delegated administrator, and that with each service.
    static let delegation: IndexField = "delegation"
    /// When the next step of an account's closing falls due.
    static let closureDue: IndexField = "closureDue"
    /// The organization of an account that is being closed.
    static let closing: IndexField = "closing"
    /// The organization of an account that was closed, or is being closed.
    static let closedFrom: IndexField = "closedFrom"
    static let closedAt: IndexField = "closedAt"
    /// The organization and the state of a request to create an account.
    static let state: IndexField = "state"
    /// When a request was made that is still to be carried out.
    static let pending: IndexField = "pending"
}
