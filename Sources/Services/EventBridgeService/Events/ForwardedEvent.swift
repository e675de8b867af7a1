import Essentials

/// An event on its way from one bus to another, as the payload of a PutEvents: a letter, and the event.
struct ForwardedEvent: Sendable {
    let id: String
    /// Whether it is of a management event that only reads.
    let isReadOnly: Bool
    /// The event in its envelope, as JSON text.
    let body: [UInt8]

    private static let readOnly = UInt8(ascii: "r")
    private static let other = UInt8(ascii: "w")

    /// Nil where the payload is not of that form.
    init?(_ payload: [UInt8]) {
        guard let first = payload.first, first == Self.readOnly || first == Self.other else { return nil }
        body = Array(payload.dropFirst())
        guard let id = (try? JSON(parsing: body))?["id"]?.string else { return nil }
        self.id = id
        isReadOnly = first == Self.readOnly
    }

    static func payload(_ event: String, isReadOnly: Bool) -> [UInt8] {
        [isReadOnly ? readOnly : other] + Array(event.utf8)
    }
}
