import Essentials

/// A property selector, such as `$.users[0].email`: which values of a JSON event are meant.
struct Selector: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        case member(String)
        case element(Int)
        /// `.*` or `[*]`: every member of an object, every element of an array.
        case any
    }

    let steps: [Step]
    /// As it was written.
    let text: String

    /// Hands each value that the selector points to over, until `body` returns true; whether it did.
    func contains(in event: JSON, where body: (JSON) -> Bool) -> Bool {
        Self.contains(steps[...], event, body)
    }

    /// The first value that it points to.
    func first(in event: JSON) -> JSON? {
        var found: JSON?
        _ = contains(in: event) {
            found = $0
            return true
        }
        return found
    }

    private static func contains(_ steps: ArraySlice<Step>, _ value: JSON, _ body: (JSON) -> Bool) -> Bool {
        guard let step = steps.first else { return body(value) }
        let rest = steps.dropFirst()
        switch (step, value) {
        case (.member(let name), .object(let object)): return object[name].map { contains(rest, $0, body) } ?? false
        case (.element(let index), .array(let elements)):
            return index < elements.count && contains(rest, elements[index], body)
        case (.any, .array(let elements)): return elements.contains { contains(rest, $0, body) }
        case (.any, .object(let object)): return object.members.contains { contains(rest, $0.value, body) }
        default: return false
        }
    }
}

extension Selector {
    /// Reads a selector, whose `$` is next.
    init(_ scanner: inout PatternScanner) throws(FilterPatternError) {
        try scanner.expect("$")
        var steps: [Step] = []
        var text = "$"
        while let step = try Self.step(&scanner, &text) {
            if case .any = step {
                guard !steps.contains(.any) else { throw .tooManyWildcards }
                try scanner.countWildcard()
            }
            steps.append(step)
        }
        guard !steps.isEmpty else { throw .syntax }
        self.steps = steps
        self.text = text
    }

    private static func step(
        _ scanner: inout PatternScanner, _ text: inout String
    ) throws(FilterPatternError) -> Step? {
        switch scanner.peek {
        case UInt8(ascii: "["): return try bracket(&scanner, &text)
        case UInt8(ascii: "."):
            _ = try scanner.next()
            text += "."
            if scanner.peek == UInt8(ascii: "[") { return try bracket(&scanner, &text) }
            if scanner.take("*") {
                text += "*"
                return .any
            }
            let name = scanner.take { isNameByte($0) }
            guard !name.isEmpty else { throw .syntax }
            text += String(decoding: name, as: UTF8.self)
            return .member(String(decoding: name, as: UTF8.self))
        default: return nil
        }
    }

    private static func bracket(
        _ scanner: inout PatternScanner, _ text: inout String
    ) throws(FilterPatternError) -> Step {
        _ = try scanner.next()
        let step: Step
        switch scanner.peek {
        case UInt8(ascii: "*"):
            _ = try scanner.next()
            step = .any
            text += "[*]"
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            let name = String(decoding: try scanner.quoted(by: scanner.peek ?? 0), as: UTF8.self)
            step = .member(name)
            text += "['\(name)']"
        default:
            let digits = scanner.take { (0x30...0x39).contains($0) }
            guard digits.count <= 9, let index = Int(String(decoding: digits, as: UTF8.self)) else { throw .syntax }
            step = .element(index)
            text += "[\(index)]"
        }
        try scanner.expect("]")
        return step
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte >= 0x80
    }
}
