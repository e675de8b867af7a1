import Essentials
import Store

/// The journal of events that buses have taken and rules have not yet been asked about.
enum EventStream {
    static let accepted: JournalStream = "events.accepted"

    /// The journal of an archive.
    /// - Parameter id: of the archive, which another of the same name later does not have
    static func archive(_ id: String) -> JournalStream { JournalStream("events.archive/\(id)") }
}
