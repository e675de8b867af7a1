import Essentials
import Store

/// The id of an event, which tells its place in its group: 56 decimal digits.
enum EventID {
    private static let length = 56

    static func text(_ position: TimelinePosition) -> String {
        digits(UInt128(UInt64(max(0, position.time.milliseconds))) << 64 | UInt128(UInt64(max(0, position.number))))
    }

    /// Nil unless the text is an id.
    static func position(_ text: some StringProtocol) -> TimelinePosition? {
        guard text.utf8.count == length, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = UInt128(text), let time = Int64(exactly: value >> 64),
            let number = Int64(exactly: value & UInt128(UInt64.max))
        else { return nil }
        return TimelinePosition(time: Timestamp(milliseconds: time), number: number)
    }

    /// A sequence token, which nobody asks for any more.
    static func token(of stream: LogStreamRecord) -> String { digits(UInt128(UInt64(stream.lane))) }

    private static func digits(_ value: UInt128) -> String {
        let digits = String(value)
        return String(repeating: "0", count: length - digits.utf8.count) + digits
    }
}

/// Where a page of GetLogEvents ended, and in which direction to go on: `f/…/s` and `b/…/s`.
struct EventToken {
    let isForward: Bool
    let position: TimelinePosition

    init(isForward: Bool, position: TimelinePosition) {
        self.isForward = isForward
        self.position = position
    }

    /// Nil unless the text is a token.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2] == "s", parts[0] == "f" || parts[0] == "b",
            let position = EventID.position(parts[1])
        else { return nil }
        self.init(isForward: parts[0] == "f", position: position)
    }

    var text: String { "\(isForward ? "f" : "b")/\(EventID.text(position))/s" }
}
