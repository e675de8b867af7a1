import Store

extension IndexField {
    /// The root or unit that an account or unit is in.
    static let parent: IndexField = "parent"
    /// The organization that an account is a member of.
    static let organization: IndexField = "organization"
    /// An account's address, in lower case.
    static let email: IndexField = "email"
    static let name: IndexField = "name"
}
