import Compression
import Essentials

/// Events as subscribers get them: JSON, gzipped and in base 64, in the envelope that Lambda functions know.
///
/// Source: user guide, "Subscription filters with AWS Lambda".
struct SubscriptionMessage {
    struct Event {
        let id: String
        let timestamp: Int64
        let message: [UInt8]
    }

    let type: String
    let owner: String
    let logGroup: String
    let logStream: String
    let filters: [String]
    let events: [Event]

    /// The largest message that SNS takes.
    static let maximumSize = 262_144

    var text: String {
        get throws { "{\"awslogs\":{\"data\":\"\(Base64.encode(try Gzip.compress(json)))\"}}" }
    }

    private var json: [UInt8] {
        var writer = JSONWriter(reserving: 512 + events.reduce(0) { $0 + $1.message.count + 128 })
        writer.beginObject()
        for (name, value) in [
            ("messageType", type), ("owner", owner), ("logGroup", logGroup), ("logStream", logStream),
        ] {
            writer.name(name)
            writer.write(value)
        }
        writer.name("subscriptionFilters")
        writer.write(.array(filters.map(JSON.string)))
        writer.name("logEvents")
        writer.beginArray()
        for event in events {
            writer.beginObject()
            writer.name("id")
            writer.write(event.id)
            writer.name("timestamp")
            writer.write(event.timestamp)
            writer.name("message")
            writer.write(String(decoding: event.message, as: UTF8.self))
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// The texts of as many messages as the events need, each of a size that SNS takes. An event that alone is larger
    /// even when compressed has none.
    var texts: [String] {
        get throws {
            let text = try text
            if text.utf8.count <= Self.maximumSize { return [text] }
            guard events.count > 1 else { return [] }
            let middle = events.count / 2
            return try with(events[..<middle]).texts + with(events[middle...]).texts
        }
    }

    private func with(_ events: ArraySlice<Event>) -> SubscriptionMessage {
        SubscriptionMessage(
            type: type, owner: owner, logGroup: logGroup, logStream: logStream, filters: filters, events: Array(events))
    }
}
