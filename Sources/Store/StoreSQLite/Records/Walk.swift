import Essentials
import Store

/// Which index a query is answered from, and with which conditions on it.
struct Walk {
    private let query: RecordQuery
    /// The field whose index entries are walked; nil where the records themselves are.
    private let field: IndexField?
    /// Conditions on that field, which bound the walk.
    private let bounds: [Predicate]
    /// Conditions to check on the way.
    private let rest: [Predicate]

    init(_ query: RecordQuery) {
        self.query = query
        let conjuncts = query.predicate?.conjuncts ?? []
        switch query.order {
        case .field(let field):
            self.field = field
            bounds = conjuncts.filter { $0.field == field }
            rest = conjuncts.filter { $0.field != field }
        case .id:
            let equality = conjuncts.firstIndex { if case .equals = $0 { true } else { false } }
            field = equality.flatMap { conjuncts[$0].field }
            bounds = equality.map { [conjuncts[$0]] } ?? []
            rest = conjuncts.indices.filter { $0 != equality }.map { conjuncts[$0] }
        }
    }

    var isInFieldOrder: Bool { if case .field = query.order { true } else { false } }

    private var table: String { field == nil ? "r" : "i" }

    var keyColumns: [String] { ["\(table).account", "\(table).region", "\(table).id"] }

    /// What the scope leaves open of account, region and id, after the field's value where that is the order.
    var orderColumns: [String] {
        let open =
            switch query.scope {
            case .everywhere: keyColumns
            case .account: Array(keyColumns.dropFirst())
            case .region: Array(keyColumns.dropFirst(2))
            }
        return isInFieldOrder ? ["i.value"] + open : open
    }

    /// The index is named, so that a choice of the planner's can never make a page slow.
    func source(joinsRecord: Bool) -> SQLFragment {
        guard field != nil else { return SQLFragment("record AS r") }
        let isInOnePlace = if case .region = query.scope { true } else { false }
        let index = isInFieldOrder && isInOnePlace ? "record_index_by_place" : "record_index_by_value"
        let join = joinsRecord ? " CROSS JOIN record AS r ON r.number = i.number" : ""
        return SQLFragment("record_index AS i INDEXED BY \(index)\(join)")
    }

    var conditions: [SQLFragment] {
        var conditions = [SQLFragment("\(table).kind = ?", [.text(query.kind.description)])]
        if let field { conditions.append(SQLFragment("i.field = ?", [.text(field.description)])) }
        conditions += scope
        conditions += bounds.map { ConditionCompiler.comparison($0, column: "i.value") }
        conditions += rest.map { ConditionCompiler.condition($0, number: "\(table).number") }
        return conditions
    }

    private var scope: [SQLFragment] {
        let inAccount = { (account: AccountID?) in SQLFragment("\(table).account = ?", [SQLValue(account)]) }
        switch query.scope {
        case .everywhere: return []
        case .account(let account): return [inAccount(account)]
        case .region(let account, let region):
            return [inAccount(account), SQLFragment("\(table).region = ?", [SQLValue(region)])]
        }
    }

    /// Keeps what comes after `position` in the query's order.
    func continuation(after position: RecordPosition?) -> [SQLFragment] {
        guard let position else { return [] }
        let key = [SQLValue(position.key.account), SQLValue(position.key.region), .text(position.key.id)]
        var values = Array(key.suffix(orderColumns.count - (isInFieldOrder ? 1 : 0)))
        // A position of another order names no value; the least one makes it start where that record's key would.
        if isInFieldOrder { values.insert(SQLValue(position.value ?? .integer(.min)), at: 0) }
        let marks = values.map { _ in "?" }.joined(separator: ", ")
        let sign = query.direction == .ascending ? ">" : "<"
        return [SQLFragment("(\(orderColumns.joined(separator: ", "))) \(sign) (\(marks))", values)]
    }
}
