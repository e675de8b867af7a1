import Essentials

/// A path into an event: `$.detail.items[0].name`, with `*` for every member or element.
///
/// Source: EventBridge user guide, "Amazon EventBridge input transformation", supported syntax.
struct JSONPath: Hashable, Sendable {
    private enum Step: Hashable, Sendable {
        case member(String)
        case element(Int)
        case all
    }

    private let steps: [Step]
    /// Whether it can lead to many values, which then come as an array.
    private var isMany: Bool { steps.contains(.all) }

    /// Nil unless the text begins with `$` and goes on with members and indexes.
    init?(_ text: String) {
        guard text.first == "$" else { return nil }
        var (steps, rest): ([Step], Substring) = ([], text.dropFirst())
        while let first = rest.first {
            rest = rest.dropFirst()
            if first == "." {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { return nil }
                steps.append(name == "*" ? .all : .member(String(name)))
                rest = rest.dropFirst(name.count)
            } else if first == "[", let end = rest.firstIndex(of: "]") {
                guard let step = Self.bracket(rest[..<end]) else { return nil }
                steps.append(step)
                rest = rest[rest.index(after: end)...]
            } else {
                return nil
            }
        }
        self.steps = steps
    }

    private static func bracket(_ text: Substring) -> Step? {
        if text == "*" { return .all }
        if let index = Int(text), index >= 0 { return .element(index) }
        guard text.count > 2, let quote = text.first, quote == "'" || quote == "\"", text.last == quote else {
            return nil
        }
        return .member(String(text.dropFirst().dropLast()))
    }

    /// What the path leads to; nil where it leads nowhere.
    func value(in json: JSON) -> JSON? {
        var values = [json]
        for step in steps { values = values.flatMap { Self.take(step, of: $0) } }
        return isMany ? .array(values) : values.first
    }

    private static func take(_ step: Step, of json: JSON) -> [JSON] {
        switch step {
        case .member(let name): json[name].map { [$0] } ?? []
        case .element(let index): json.array.flatMap { $0.indices.contains(index) ? [$0[index]] : nil } ?? []
        case .all: json.array ?? json.object?.members.map(\.value) ?? []
        }
    }
}
