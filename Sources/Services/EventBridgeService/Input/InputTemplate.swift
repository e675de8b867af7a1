import Essentials

/// The template of an input transformer: text in which `<name>` stands for a value out of the event.
///
/// Where a string stands by itself it comes with its quotes; within quotes it comes without, escaped so that it cannot
/// end them. Objects and arrays come as JSON, and within quotes without any quotes of their own.
/// Source: EventBridge user guide, "Amazon EventBridge input transformation".
struct InputTemplate: Sendable {
    private enum Part: Sendable {
        case text(String)
        case variable(String, isQuoted: Bool)
    }

    /// The variables that need no path.
    static let reserved: Set<String> = [
        "aws.events.rule-arn", "aws.events.rule-name", "aws.events.event.ingestion-time", "aws.events.event",
        "aws.events.event.json",
    ]

    /// Bytes of what a template may come to.
    static let limit = 1_048_576

    private let parts: [Part]

    init(_ template: String) {
        var (parts, text, isQuoted): ([Part], String, Bool) = ([], "", false)
        var rest = Substring(template)
        while let character = rest.popFirst() {
            if character == "<", let end = rest.firstIndex(of: ">"), Self.isName(rest[..<end]) {
                parts.append(.text(text))
                text = ""
                parts.append(.variable(String(rest[..<end]), isQuoted: isQuoted))
                rest = rest[rest.index(after: end)...]
                continue
            }
            text.append(character)
            if character == "\\", let escaped = rest.popFirst() {
                text.append(escaped)
            } else if character == "\"" {
                isQuoted.toggle()
            }
        }
        self.parts = parts + [.text(text)]
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "_-.".utf8.contains(byte)
            }
    }

    /// In the order of the template.
    var variables: [String] {
        parts.compactMap { if case .variable(let name, _) = $0 { name } else { nil } }
    }

    /// The text with its values. Throws ``TemplateTooLong`` beyond the limit.
    func render(_ value: (String) -> JSON?) throws(TemplateTooLong) -> String {
        var (output, length) = ("", 0)
        for part in parts {
            let piece =
                switch part {
                case .text(let text): text
                case .variable(let name, let isQuoted): Self.render(value(name), isQuoted: isQuoted)
                }
            length += piece.utf8.count
            guard length <= Self.limit else { throw TemplateTooLong() }
            output += piece
        }
        return output
    }

    private static func render(_ value: JSON?, isQuoted: Bool) -> String {
        guard isQuoted else { return value?.text ?? "\"\"" }
        switch value {
        case nil: return ""
        case .string: return String((value?.text ?? "").dropFirst().dropLast())
        case .some(let json): return json.text.replacing("\"", with: "").replacing("\\", with: "")
        }
    }

    struct TemplateTooLong: Error {}
}

extension String {
    fileprivate func replacing(_ character: Character, with text: String) -> String {
        reduce(into: "") { result, next in if next == character { result += text } else { result.append(next) } }
    }
}
