import ServiceKit
import Store

/// One of the journals that trails log.
enum TrailStream: String, CaseIterable, Codable, Sendable {
    case management
    case data

    init?(_ stream: JournalStream) {
        switch stream {
        case AuditRecord.stream: self = .management
        case AuditRecord.dataStream: self = .data
        default: return nil
        }
    }

    var journal: JournalStream { self == .data ? AuditRecord.dataStream : AuditRecord.stream }
}

extension ReadTransaction {
    /// Where both journals end.
    func journalEnds() throws -> JournalPlaces {
        JournalPlaces(
            management: try lastSequence(in: AuditRecord.stream), data: try lastSequence(in: AuditRecord.dataStream))
    }
}
