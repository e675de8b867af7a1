import Essentials
import Store

/// An event that a bus has taken.
struct AcceptedEvent: Sendable {
    let bus: BusID
    let id: String
    let ingested: Timestamp
    /// Whether another bus sent it. Such an event goes to no third bus.
    var isForwarded = false
    /// Whether it is of a management event that only reads.
    var isReadOnly = false
    /// The rules that it is for alone, by name; nil where it is for all of the bus.
    var rules: [String]?
    /// Whether it is of a rule's schedule: such an event is the rule's whatever its pattern.
    var isScheduled = false
    /// The event in its envelope, as JSON text.
    let body: [UInt8]
}

extension AcceptedEvent {
    /// A line of JSON about the event, and then the event.
    var journalEntry: JournalEntry {
        var writer = JSONWriter(reserving: body.count + 128)
        writer.beginObject()
        writer.name("bus")
        writer.write(bus.name)
        if isForwarded {
            writer.name("forwarded")
            writer.write(true)
        }
        if isReadOnly {
            writer.name("readOnly")
            writer.write(true)
        }
        if isScheduled {
            writer.name("scheduled")
            writer.write(true)
        }
        if let rules {
            writer.name("rules")
            writer.write(JSON.array(rules.map(JSON.string)))
        }
        writer.endObject()
        return JournalEntry(
            stream: EventStream.accepted, account: bus.account, region: bus.region, time: ingested, id: id,
            body: writer.bytes + [UInt8(ascii: "\n")] + body)
    }

    /// Nil where the entry is not of that form.
    init?(_ entry: JournalEntry) {
        guard let account = entry.account, let region = entry.region,
            let end = entry.body.firstIndex(of: UInt8(ascii: "\n")),
            let header = try? JSON(parsing: Array(entry.body[..<end])), let name = header["bus"]?.string
        else { return nil }
        self.init(
            bus: BusID(account: account, region: region, name: name), id: entry.id, ingested: entry.time,
            isForwarded: header["forwarded"]?.bool ?? false, isReadOnly: header["readOnly"]?.bool ?? false,
            rules: header["rules"]?.array?.compactMap(\.string),
            isScheduled: header["scheduled"]?.bool ?? false, body: Array(entry.body[(end + 1)...]))
    }
}
