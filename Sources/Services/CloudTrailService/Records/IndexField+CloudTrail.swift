import Store

extension IndexField {
    /// The id of a trail.
    static let trail: IndexField = "trail"
    static let organization: IndexField = "organization"
    /// When something is to be looked at next, in milliseconds.
    static let due: IndexField = "due"
    /// The first entry of the data journal that is still needed.
    static let firstDataEvent: IndexField = "firstDataEvent"
}
