import Essentials

/// The pattern language in the simplest way that is right: no index, every choice tried. Takes patterns that are valid.
enum ReferenceMatcher {
    struct Value {
        let path: String
        let json: JSON
        /// Array number and index, from the outermost in.
        let elements: [Int: Int]
    }

    static func matches(_ pattern: JSON, _ event: JSON) -> Bool {
        var arrays = 0
        let values = flatten(event, "", [:], &arrays)
        return alternatives(pattern, "").contains { isPossible($0[...], values, [:]) }
    }

    private static func flatten(_ json: JSON, _ path: String, _ elements: [Int: Int], _ arrays: inout Int) -> [Value] {
        switch json {
        case .object(let object):
            var values: [Value] = []
            for member in object.members {
                values += flatten(member.value, join(path, member.name), elements, &arrays)
            }
            return values
        case .array(let array):
            let number = arrays
            arrays += 1
            var values: [Value] = []
            for (index, element) in array.enumerated() {
                values += flatten(element, path, elements.merging([number: index]) { $1 }, &arrays)
            }
            return values
        default: return [Value(path: path, json: json, elements: elements)]
        }
    }

    private static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    private static func alternatives(_ pattern: JSON, _ path: String) -> [[(path: String, tests: [JSON])]] {
        var result: [[(path: String, tests: [JSON])]] = [[]]
        for member in pattern.object?.members ?? [] {
            let choices: [[(path: String, tests: [JSON])]]
            if member.name == "$or" {
                choices = (member.value.array ?? []).flatMap { alternatives($0, path) }
            } else if let tests = member.value.array {
                choices = [[(join(path, member.name), tests)]]
            } else {
                choices = alternatives(member.value, join(path, member.name))
            }
            result = result.flatMap { left in choices.map { left + $0 } }
        }
        return result
    }

    private static func isPossible(
        _ conditions: ArraySlice<(path: String, tests: [JSON])>, _ values: [Value], _ chosen: [Int: Int]
    ) -> Bool {
        guard let condition = conditions.first else { return true }
        let here = values.filter { $0.path == condition.path }
        if here.isEmpty {
            return condition.tests.contains { $0["exists"] == .bool(false) }
                && isPossible(conditions.dropFirst(), values, chosen)
        }
        return here.contains { value in
            condition.tests.contains { holds($0, value.json) }
                && value.elements.allSatisfy { chosen[$0.key] == nil || chosen[$0.key] == $0.value }
                && isPossible(conditions.dropFirst(), values, chosen.merging(value.elements) { $1 })
        }
    }

    private static func holds(_ test: JSON, _ value: JSON) -> Bool {
        guard let operation = test.object?.members.first else { return test == value }
        switch operation.name {
        case "exists": return operation.value == .bool(true)
        case "numeric": return compare(operation.value.array ?? [], value)
        case "anything-but": return !excluded(operation.value).contains { holds($0, value) }
        default: return value.string.map { holds(operation.name, operation.value, $0) } ?? false
        }
    }

    private static func holds(_ name: String, _ operand: JSON, _ value: String) -> Bool {
        let (text, folds) = (operand.string ?? operand["equals-ignore-case"]?.string ?? "", operand.object != nil)
        let (left, right) = folds ? (value.lowercased(), text.lowercased()) : (value, text)
        switch name {
        case "prefix": return left.hasPrefix(right)
        case "suffix": return left.hasSuffix(right)
        case "equals-ignore-case": return value.lowercased() == text.lowercased()
        case "wildcard": return glob(Array(text)[...], Array(value)[...])
        default: return false
        }
    }

    private static func glob(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return glob(pattern.dropFirst(), text) || (!text.isEmpty && glob(pattern, text.dropFirst()))
        }
        return text.first == first && glob(pattern.dropFirst(), text.dropFirst())
    }

    private static func excluded(_ operand: JSON) -> [JSON] {
        if let operation = operand.object?.members.first {
            let texts = operation.value.array ?? [operation.value]
            return texts.map { .object([operation.name: $0]) }
        }
        return operand.array ?? [operand]
    }

    private static func compare(_ terms: [JSON], _ value: JSON) -> Bool {
        guard let number = value.integer else { return false }
        return stride(from: 0, to: terms.count, by: 2).allSatisfy { index in
            guard let bound = terms[index + 1].integer else { return false }
            switch terms[index].string {
            case "=": return number == bound
            case "<": return number < bound
            case "<=": return number <= bound
            case ">": return number > bound
            default: return number >= bound
            }
        }
    }
}
