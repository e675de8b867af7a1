import Essentials
import ServiceKit
import Store

/// Lets handshakes expire that nobody answered, and forgets those that ended 30 days ago.
struct HandshakeChore: Chore {
    let name = "organizations.handshakes"
    let store: any Store

    func nextDue() async throws -> Timestamp? { try await next()?.due }

    func perform(at now: Timestamp) async throws {
        while let handshake = try await next(), handshake.due <= now {
            try await store.write { transaction in
                guard let handshake = try transaction.get(HandshakeRecord.self, handshake.key)?.record,
                    handshake.due <= now
                else { return }
                if handshake.isPending {
                    try transaction.end(handshake, as: .expired, at: now)
                } else {
                    try transaction.delete(HandshakeRecord.self, handshake.key)
                }
            }
        }
    }

    private func next() async throws -> HandshakeRecord? {
        try await store.read { transaction in
            try transaction.query(
                HandshakeRecord.self, in: .account(nil), order: .field(.due), limit: 1
            ).records.first?.record
        }
    }
}
