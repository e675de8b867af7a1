import Essentials

/// An event's envelope. Source: EventBridge user guide, "Events in Amazon EventBridge".
struct EventEnvelope: Sendable {
    var id: String
    var detailType: String
    var source: String
    var account: AccountID
    var time: Timestamp
    var region: Region
    var resources: [String]
    /// A JSON object, as text.
    var detail: [UInt8]

    /// As JSON text, members in AWS's order.
    var bytes: [UInt8] {
        var writer = JSONWriter(reserving: 512 + detail.count)
        writer.beginObject()
        write("version", "0", to: &writer)
        write("id", id, to: &writer)
        write("detail-type", detailType, to: &writer)
        write("source", source, to: &writer)
        write("account", account.description, to: &writer)
        write("time", time.iso8601, to: &writer)
        write("region", region.description, to: &writer)
        writer.name("resources")
        writer.beginArray()
        for resource in resources { writer.write(resource) }
        writer.endArray()
        writer.name("detail")
        writer.writeRaw(detail)
        writer.endObject()
        return writer.bytes
    }

    private func write(_ name: String, _ value: String, to writer: inout JSONWriter) {
        writer.name(name)
        writer.write(value)
    }
}
