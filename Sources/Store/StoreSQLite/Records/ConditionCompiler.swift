import Store

/// Predicates as SQL conditions.
enum ConditionCompiler {
    /// A condition on the record whose number is the expression `number`, by look-ups in the primary key of
    /// `record_index`.
    static func condition(_ predicate: Predicate, number: String) -> SQLFragment {
        switch predicate {
        case .and(let all): combination(all, " AND ", ofNone: "1", number)
        case .or(let any): combination(any, " OR ", ofNone: "0", number)
        case .not(let inner):
            SQLFragment.joined([SQLFragment("NOT ("), condition(inner, number: number), SQLFragment(")")], by: "")
        case .equals(let field, _), .isIn(let field, _), .hasPrefix(let field, _), .compares(let field, _, _),
            .exists(let field):
            existence(of: field, predicate, number)
        }
    }

    private static func combination(
        _ parts: [Predicate], _ word: String, ofNone: String, _ number: String
    ) -> SQLFragment {
        guard !parts.isEmpty else { return SQLFragment(ofNone) }
        let joined = SQLFragment.joined(parts.map { condition($0, number: number) }, by: word)
        return SQLFragment("(\(joined.sql))", joined.values)
    }

    private static func existence(of field: IndexField, _ predicate: Predicate, _ number: String) -> SQLFragment {
        var fragment = SQLFragment(
            "EXISTS (SELECT 1 FROM record_index AS e WHERE e.number = \(number) AND e.field = ?",
            [.text(field.description)])
        fragment.append(" AND ")
        fragment.append(comparison(predicate, column: "e.value"))
        fragment.append(")")
        return fragment
    }

    /// A condition on one field, as one on a column of its values.
    static func comparison(_ predicate: Predicate, column: String) -> SQLFragment {
        switch predicate {
        case .equals(_, let value): return SQLFragment("\(column) = ?", [SQLValue(value)])
        case .isIn(_, let values):
            let marks = values.map { _ in "?" }.joined(separator: ", ")
            return SQLFragment("\(column) IN (\(marks))", values.map { SQLValue($0) })
        case .hasPrefix(_, let prefix): return prefixed(prefix, column)
        case .compares(_, let comparison, let bound): return compared(comparison, bound, column)
        case .exists: return SQLFragment("1")
        case .and, .or, .not: return SQLFragment("0")
        }
    }

    private static func compared(_ comparison: Predicate.Comparison, _ bound: IndexValue, _ column: String)
        -> SQLFragment
    {
        let sign =
            switch comparison {
            case .less: "<"
            case .lessOrEqual: "<="
            case .greater: ">"
            case .greaterOrEqual: ">="
            }
        var fragment = SQLFragment("\(column) \(sign) ?", [SQLValue(bound)])
        // SQLite orders all integers before all texts; the empty text, the first of them, keeps the two apart.
        switch (bound, comparison) {
        case (.integer, .greater), (.integer, .greaterOrEqual): fragment.append(" AND \(column) < ''")
        case (.string, .less), (.string, .lessOrEqual): fragment.append(" AND \(column) >= ''")
        default: break
        }
        return SQLFragment("(\(fragment.sql))", fragment.values)
    }

    /// A range, which an index serves, where LIKE would ignore case and be served by none.
    private static func prefixed(_ prefix: String, _ column: String) -> SQLFragment {
        guard let end = successor(of: prefix) else { return SQLFragment("\(column) >= ?", [.text(prefix)]) }
        return SQLFragment("(\(column) >= ? AND \(column) < ?)", [.text(prefix), .text(end)])
    }

    /// The first text after all those that start with `prefix`; nil when there is none.
    ///
    /// UTF-8 sorts as its scalars do, so raising the last scalar that can be raised gives it.
    static func successor(of prefix: String) -> String? {
        var scalars = Array(prefix.unicodeScalars)
        while let last = scalars.popLast() {
            let raised = last.value == 0xD7FF ? 0xE000 : last.value + 1
            guard let next = Unicode.Scalar(raised) else { continue }
            var text = String.UnicodeScalarView(scalars)
            text.append(next)
            return String(text)
        }
        return nil
    }
}
