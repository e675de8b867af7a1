import PolicyEngine

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Colours where standard output is a terminal that wants them (https://no-color.org).
enum TerminalColours {
    private static let isWanted = isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil

    static func paint(_ text: String, _ tone: StoryTree.Tone) -> String {
        guard isWanted else { return text }
        let code =
            switch tone {
            case .good: "32"
            case .bad: "31"
            case .faint: "2"
            case .strong: "1"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
