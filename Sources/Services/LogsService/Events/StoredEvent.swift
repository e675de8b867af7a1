import Essentials
import KeyEngine
import Store

/// An event as the timeline keeps it: one byte that says how, eight with the time of its ingestion, and the message;
/// where the group has a KMS key, eight with the number of a data key, and the message sealed under that.
struct StoredEvent {
    let position: TimelinePosition
    let lane: Int64
    let ingestedAt: Timestamp
    let content: Content

    enum Content {
        case plain(ArraySlice<UInt8>)
        case sealed(ArraySlice<UInt8>, key: Int64)
    }

    private static let headerLength = 9
    private static let (plainForm, sealedForm): (UInt8, UInt8) = (0, 1)

    /// Nil for bytes that are no such event.
    init?(_ entry: TimelineEntry) {
        guard entry.body.count >= Self.headerLength else { return nil }
        position = entry.position
        lane = entry.lane
        ingestedAt = Timestamp(milliseconds: Self.number(entry.body[1..<9]))
        switch entry.body[0] {
        case Self.plainForm: content = .plain(entry.body[9...])
        case Self.sealedForm where entry.body.count >= 17:
            content = .sealed(entry.body[17...], key: Self.number(entry.body[9..<17]))
        default: return nil
        }
    }

    /// What an event counts: its message, and AWS's overhead.
    static func size(ofBody count: Int) -> Int { count - headerLength + LogsQuotas.eventOverhead }

    static func body(_ message: String, ingestedAt now: Timestamp) -> [UInt8] {
        var body = [plainForm] + bytes(now.milliseconds)
        body.append(contentsOf: message.utf8)
        return body
    }

    static func body(
        _ message: String, at time: Timestamp, of stream: LogStreamRecord, ingestedAt now: Timestamp,
        sealedBy key: SealingKey, random: some RandomSource
    ) throws -> [UInt8] {
        let context = context(stream.group, stream.lane, time, now)
        let sealed = try key.key.seal(Array(message.utf8), context: context, random: random)
        return [sealedForm] + bytes(now.milliseconds) + bytes(key.number) + sealed
    }

    /// - Parameter keys: every data key that the event may be sealed under
    func message(of group: Int64, keys: [Int64: DataKey]) throws -> [UInt8] {
        switch content {
        case .plain(let message): return Array(message)
        case .sealed(let sealed, let number):
            guard let key = keys[number] else { throw StoredEventError.unknownDataKey }
            return try key.open(Array(sealed), context: Self.context(group, lane, position.time, ingestedAt))
        }
    }

    /// An event that was moved to another stream or time does not open.
    private static func context(_ group: Int64, _ lane: Int64, _ time: Timestamp, _ now: Timestamp) -> [UInt8] {
        bytes(group) + bytes(lane) + bytes(time.milliseconds) + bytes(now.milliseconds)
    }

    private static func bytes(_ number: Int64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> Int64($0)) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 { bytes.reduce(0) { $0 << 8 | Int64($1) } }
}

enum StoredEventError: Error {
    case damaged
    case unknownDataKey
}
