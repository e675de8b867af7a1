import Store

extension IndexField {
    /// The name of what a record is of.
    static let name: IndexField = "name"
    /// The bus that a rule is on.
    static let bus: IndexField = "bus"
    /// The ARNs of a rule's targets.
    static let target: IndexField = "target"
    /// When a rule's schedule is next due.
    static let scheduleDue: IndexField = "scheduleDue"
    /// A delivery's destination and, behind it, when it is due.
    static let lane: IndexField = "lane"
    static let connection: IndexField = "connection"
    static let state: IndexField = "state"
    /// The ARN of the bus or archive that something takes its events from.
    static let source: IndexField = "source"
    /// When something is next to be worked on.
    static let due: IndexField = "due"
}
