#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

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
        guard let text = Self.read(path) else { throw .unreadable(path) }
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

    private static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes {
                pread(file, $0.baseAddress?.advanced(by: count), $0.count - count, count)
            }
            if got < 0 { return nil }
            if got == 0 { break }
            count += got
        }
        return count > maximumBytes ? nil : String(validating: bytes[..<count], as: UTF8.self)
    }
}
