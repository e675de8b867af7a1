/// A pattern for events whose fields are apart by spaces: `[ip, user, ..., status = 4*, bytes > 1000]`.
struct FieldPattern: Sendable {
    struct Field: Sendable {
        /// Empty where the field has none.
        let name: String
        let condition: Condition?
    }

    indirect enum Condition: Sendable {
        case compares(Comparison)
        case and([Condition])
        case or([Condition])
    }

    /// Those before the ellipsis, or all.
    let leading: [Field]
    /// Those behind it; nil where there is no ellipsis.
    let trailing: [Field]?

    /// The fields of an event, each with its name; nil where the event does not match.
    func match(_ message: [UInt8], _ regexes: inout [RegexMatcher]) -> MatchedFields? {
        guard let fields = assign(FieldSplitter.split(message), of: message) else { return nil }
        for (field, value) in fields.conditions {
            guard Self.holds(field, ScalarValue(text: value, number: Comparison.number(value)), &regexes) else {
                return nil
            }
        }
        return fields.matched
    }

    private func assign(
        _ parts: [FieldSplitter.Part], of message: [UInt8]
    ) -> (matched: MatchedFields, conditions: [(Condition, [UInt8])])? {
        let named = leading.count + (trailing?.count ?? 0)
        guard parts.count >= named, named > 0 || trailing != nil else { return nil }
        var matched = MatchedFields()
        var conditions: [(Condition, [UInt8])] = []
        func add(_ field: Field?, _ value: [UInt8], _ place: Int) {
            matched.add(field?.name ?? "", value, at: place)
            if let condition = field?.condition { conditions.append((condition, value)) }
        }
        let firstTrailing = parts.count - (trailing?.count ?? 0)
        for (index, part) in parts.enumerated() {
            if index < leading.count {
                // The last field, where no ellipsis takes the rest, has all that is left of the event.
                let takesRest = trailing == nil && index == leading.count - 1 && index < parts.count - 1
                add(leading[index], takesRest ? Array(message[part.start...]) : part.content, index + 1)
                if takesRest { break }
            } else if let trailing, index >= firstTrailing {
                add(trailing[index - firstTrailing], part.content, index + 1)
            } else {
                add(nil, part.content, index + 1)
            }
        }
        return (matched, conditions)
    }

    private static func holds(
        _ condition: Condition, _ value: ScalarValue, _ regexes: inout [RegexMatcher]
    ) -> Bool {
        switch condition {
        case .compares(let comparison): return comparison.holds(for: value, &regexes)
        case .and(let parts):
            for part in parts where !holds(part, value, &regexes) { return false }
            return true
        case .or(let parts):
            for part in parts where holds(part, value, &regexes) { return true }
            return false
        }
    }
}

/// What the fields of an event hold, by name; those without one by their place, which begins at 1.
struct MatchedFields: Sendable {
    private(set) var values: [(name: String, value: [UInt8])] = []

    mutating func add(_ name: String, _ value: [UInt8], at place: Int) {
        values.append((name.isEmpty ? String(place) : name, value))
    }

    subscript(name: String) -> [UInt8]? { values.first { $0.name == name }?.value }
}
