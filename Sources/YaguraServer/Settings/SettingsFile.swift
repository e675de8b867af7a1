/// A file of `name = value` lines; empty lines and lines that begin with `#` say nothing.
public struct SettingsFile: Sendable {
    struct Entry: Sendable, Equatable {
        var value: String
        var line: Int
    }

    static let maximumBytes = 64 * 1024

    let path: String
    let entries: [SettingName: Entry]

    /// Reads a file of at most 64 KiB.
    public init(path: String) throws(SettingError) {
        guard let text = BoundedFile.text(path, maximumBytes: Self.maximumBytes) else { throw .unreadable(path) }
        try self.init(path: path, text: text)
    }

    init(path: String, text: String) throws(SettingError) {
        var entries: [SettingName: Entry] = [:]
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in zip(1..., lines) {
            let content = Self.trimmed(line)
            if content.isEmpty || content.hasPrefix("#") { continue }
            guard let equals = content.firstIndex(of: "=") else {
                throw .file(path, line: number, problem: "a line reads `name = value`")
            }
            let key = Self.trimmed(content[..<equals])
            guard let name = SettingName(rawValue: String(key)) else {
                throw .file(path, line: number, problem: "there is no setting '\(key)'")
            }
            guard entries[name] == nil else { throw .file(path, line: number, problem: "'\(key)' is set twice") }
            let value = Self.trimmed(content[content.index(after: equals)...])
            entries[name] = Entry(value: String(value), line: number)
        }
        self.path = path
        self.entries = entries
    }

    private static func trimmed(_ text: Substring) -> Substring {
        func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" || character == "\r" }
        var text = text.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return text
    }
}
