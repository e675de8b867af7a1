import Essentials

/// Reads the objects of a filter policy.
struct FilterPolicyParser {
    let scope: FilterPolicy.Scope

    private static let keywords: Set<String> = [
        "prefix", "suffix", "equals-ignore-case", "wildcard", "cidr", "numeric", "anything-but", "exists",
    ]

    /// - Parameter level: how deep the object is; 1 at the top
    func group(_ object: JSON.Object, level: Int) throws(FilterPolicyError) -> FilterPolicyGroup {
        guard !object.isEmpty || level == 1 else { throw .empty }
        var group = FilterPolicyGroup()
        for member in object.members {
            if member.name == "$or", let objects = Self.alternatives(member.value) {
                var groups: [FilterPolicyGroup] = []
                for object in objects { groups.append(try self.group(object, level: level)) }
                group.alternatives.append(groups)
            } else {
                let content = try content(member.value, of: member.name, level: level)
                group.fields.append(.init(name: member.name, content: content, level: level))
            }
        }
        return group
    }

    /// The objects of a `$or`; nil where it is a name like any other.
    private static func alternatives(_ value: JSON) -> [JSON.Object]? {
        guard let elements = value.array, elements.count > 1 else { return nil }
        let objects = elements.compactMap(\.object)
        let isPlain = objects.allSatisfy { !$0.isEmpty && keywords.isDisjoint(with: $0.names) }
        return objects.count == elements.count && isPlain ? objects : nil
    }

    private func content(
        _ value: JSON, of name: String, level: Int
    ) throws(FilterPolicyError) -> FilterPolicyGroup.Content {
        switch value {
        case .object(let object):
            guard scope == .body else { throw .nested }
            return .group(try group(object, level: level + 1))
        case .array(let elements):
            guard !elements.isEmpty else { throw .invalid(field: name, reason: "must not be an empty array") }
            var matchers: [FilterPolicyMatcher] = []
            for element in elements { matchers += try matcher(element, of: name) }
            return .leaf(matchers)
        default: throw .invalid(field: name, reason: "must be an object or an array")
        }
    }

    private func matcher(_ value: JSON, of field: String) throws(FilterPolicyError) -> [FilterPolicyMatcher] {
        guard let object = value.object else { return [try literal(value, of: field)] }
        guard object.count == 1, let member = object.members.first else {
            throw .invalid(field: field, reason: "Only one key allowed in match expression")
        }
        switch member.name {
        case "anything-but": return [.anythingBut(try excluded(member.value, of: field))]
        case "exists":
            guard let exists = member.value.bool else {
                throw .invalid(field: field, reason: "exists match pattern must be either true or false.")
            }
            return [.exists(exists)]
        case "numeric": return [.numeric(try FilterPolicyNumbers(field: field).range(member.value))]
        default: return [try text(member.name, member.value, of: field)]
        }
    }

    private func literal(_ value: JSON, of field: String) throws(FilterPolicyError) -> FilterPolicyMatcher {
        switch value {
        case .string(let text): return .string(text)
        case .bool(let flag): return .bool(flag)
        case .null: return .null
        case .integer, .number: return .number(try FilterPolicyNumbers(field: field).number(value))
        case .array, .object:
            throw .invalid(field: field, reason: "Match value must be String, number, true, false, or null")
        }
    }

    /// The matchers that look at text, by their keyword.
    private func text(
        _ keyword: String, _ value: JSON, of field: String
    ) throws(FilterPolicyError) -> FilterPolicyMatcher {
        guard Self.keywords.contains(keyword) else {
            throw .invalid(field: field, reason: "Unrecognized match type \(keyword)")
        }
        guard let text = value.string, !text.isEmpty else {
            throw .invalid(field: field, reason: "\(keyword) match pattern must be a string")
        }
        switch keyword {
        case "prefix": return .prefix(text)
        case "suffix": return .suffix(text)
        case "equals-ignore-case": return .equalsIgnoringCase(text.lowercased())
        case "cidr":
            do throws(IPNetwork.Refusal) { return .address(try IPNetwork(parsing: text)) } catch {
                throw .invalid(field: field, reason: error.reason)
            }
        default: return try wildcard(text, of: field)
        }
    }

    private func wildcard(_ text: String, of field: String) throws(FilterPolicyError) -> FilterPolicyMatcher {
        let wildcard: Wildcard
        do throws(Wildcard.Refusal) { wildcard = try Wildcard(parsing: text) } catch {
            throw .invalid(field: field, reason: error.reason)
        }
        let count = text.replacing("\\\\", with: "").replacing("\\*", with: "").count { $0 == "*" }
        guard count <= 3 else {
            throw .invalid(field: field, reason: "A wildcard pattern can not have more than 3 wildcards")
        }
        return .wildcard(wildcard, count: count)
    }

    private func excluded(_ value: JSON, of field: String) throws(FilterPolicyError) -> [FilterPolicyMatcher] {
        if let object = value.object {
            guard object.count == 1, let member = object.members.first, member.name != "cidr" else {
                throw .invalid(field: field, reason: "Value of anything-but must be an array, a value or one pattern")
            }
            var matchers: [FilterPolicyMatcher] = []
            for text in member.value.array ?? [member.value] {
                matchers.append(try self.text(member.name, text, of: field))
            }
            return matchers
        }
        var matchers: [FilterPolicyMatcher] = []
        for element in value.array ?? [value] {
            guard !element.isNull, element.bool == nil else {
                throw .invalid(field: field, reason: "Inside anything-but list, only strings and numbers are allowed.")
            }
            matchers.append(try literal(element, of: field))
        }
        guard !matchers.isEmpty else { throw .invalid(field: field, reason: "Value of anything-but must not be empty") }
        return matchers
    }
}

/// Reads the numbers of a filter policy: of at most a billion, with five digits behind the point.
struct FilterPolicyNumbers {
    let field: String

    func number(_ value: JSON) throws(FilterPolicyError) -> Int64 {
        guard let number = FilterPolicyMatcher.scaled(value) else {
            throw .invalid(field: field, reason: "Value must be between -1.0E9 and 1.0E9, inclusive")
        }
        return number
    }

    /// One comparison, or two that bound a range: `[">", 0, "<=", 5]`.
    func range(_ value: JSON) throws(FilterPolicyError) -> ClosedRange<Int64> {
        let elements = value.array ?? []
        guard elements.count == 2 || elements.count == 4 else {
            throw .invalid(field: field, reason: "Value of numeric must be an array of one or two comparisons.")
        }
        var (low, high) = (Int64(-1_000_000_000 * 100_000), Int64(1_000_000_000 * 100_000))
        var (hasLow, hasHigh) = (false, false)
        for index in stride(from: 0, to: elements.count, by: 2) {
            let bound = try number(elements[index + 1])
            switch elements[index].string {
            case "=" where elements.count == 2: (low, high) = (bound, bound)
            case ">" where !hasLow: (low, hasLow) = (bound + 1, true)
            case ">=" where !hasLow: (low, hasLow) = (bound, true)
            case "<" where !hasHigh: (high, hasHigh) = (bound - 1, true)
            case "<=" where !hasHigh: (high, hasHigh) = (bound, true)
            default: throw .invalid(field: field, reason: "Unrecognized numeric range operator")
            }
        }
        guard low <= high else { throw .invalid(field: field, reason: "Bottom must be less than top") }
        return low...high
    }
}
