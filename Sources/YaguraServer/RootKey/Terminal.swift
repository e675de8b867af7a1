import KeyEngine

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The person in front of standard input.
enum Terminal {
    /// Asks on standard error and reads a line that is not shown; nil at the end of input.
    static func ask(_ question: String) -> SecretBytes? {
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else { return nil }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 else { return nil }
        defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown) }
        say(question)
        defer { say("\n") }
        // In its canonical mode a terminal gives a line at a time.
        var line = [UInt8](repeating: 0, count: SecretInput.maximumBytes)
        let count = line.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
        guard count > 0 else { return nil }
        line.removeLast(line.count - count)
        return SecretInput.firstLine(&line)
    }

    private static func say(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
