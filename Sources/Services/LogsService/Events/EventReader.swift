import Essentials
import KeyEngine
import ServiceKit
import Store

/// Reads events of a group, and opens those that are sealed. It keeps the data keys that it needed for as long as one
/// call takes.
struct EventReader {
    let group: LogGroupRecord
    let store: any Store
    let dataKeys: GroupDataKeys
    private var keys: [Int64: DataKey] = [:]

    init(_ group: LogGroupRecord, store: any Store, dataKeys: GroupDataKeys) {
        self.group = group
        self.store = store
        self.dataKeys = dataKeys
    }

    /// An event that can be read.
    struct Event {
        let stored: StoredEvent
        let message: [UInt8]

        /// What it counts in a page.
        var size: Int { message.count + LogsQuotas.eventOverhead }
    }

    /// The events of these entries, in their order.
    mutating func open(_ entries: [TimelineEntry]) async throws -> [Event] {
        let stored = try entries.map { entry in
            guard let event = StoredEvent(entry) else { throw StoredEventError.damaged }
            return event
        }
        let needed = Set(stored.compactMap(\.dataKey)).subtracting(keys.keys)
        if !needed.isEmpty { keys.merge(try await dataKeys.open(needed, of: group)) { $1 } }
        return try await SlowWork.run { [keys, number = group.number] in
            try stored.map { Event(stored: $0, message: try $0.message(of: number, keys: keys)) }
        }
    }
}

extension StoredEvent {
    fileprivate var dataKey: Int64? {
        if case .sealed(_, let key) = content { key } else { nil }
    }
}
