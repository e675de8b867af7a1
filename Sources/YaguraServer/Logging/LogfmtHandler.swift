import Essentials
import Logging

/// Writes each event as one line of `key=value` pairs:
///
///     time=2026-01-02T03:04:05.006Z level=info logger=yagura msg="listening" address=127.0.0.1:4600
///
/// A value with spaces, quotes or control characters is quoted and escaped, so that nothing logged can start a line.
public struct LogfmtHandler: LogHandler {
    /// Takes one whole line, its line feed included.
    public typealias Output = @Sendable ([UInt8]) -> Void

    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let clock: any TimeSource
    private let output: Output

    public init(
        label: String, level: Logger.Level, clock: any TimeSource = SystemTime(),
        output: @escaping Output = StandardError.write
    ) {
        self.label = label
        logLevel = level
        self.clock = clock
        self.output = output
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line = LogfmtLine()
        line.add("time", CivilTime(clock.now()).iso8601WithMilliseconds)
        line.add("level", event.level.rawValue)
        line.add("logger", label)
        line.add("msg", event.message.description)
        let all = event.metadata.map { metadata.merging($0) { _, event in event } } ?? metadata
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { line.add(key, value.description) }
        if let error = event.error { line.add("error", "\(error)") }
        output(line.finished())
    }
}
