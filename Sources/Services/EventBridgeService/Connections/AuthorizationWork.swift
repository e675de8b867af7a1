import Essentials
import EventBridgeModel
import ServiceKit
import Store

/// Gets OAuth connections their first access token, which tells whether their owner has set them up well.
struct AuthorizationWork: BackgroundWork {
    let name = "events.authorization"
    let store: any Store
    let vault: ConnectionVault
    let outbound: any OutboundHTTP
    let time: any TimeSource

    /// Connections that are tried side by side: endpoints may hang.
    private static let width = 16

    func run(_ reporter: WorkReporter) async {
        let (commits, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let observation = store.observe { changes in
            if changes.records[ConnectionRecord.kind] != nil { continuation.yield() }
        }
        continuation.yield()
        for await _ in commits {
            do { try await authorizeAll() } catch { reporter.failed(name, error) }
        }
        withExtendedLifetime(observation) {}
    }

    /// Until none is waiting.
    func authorizeAll() async throws {
        while !Task.isCancelled {
            let waiting = try await store.read { transaction in
                try transaction.query(
                    ConnectionRecord.self, in: .everywhere,
                    where: .equals(.state, .string(ConnectionState.authorizing.rawValue)), limit: Self.width
                ).records.map(\.record)
            }
            guard !waiting.isEmpty else { return }
            try await withThrowingDiscardingTaskGroup { group in
                for connection in waiting { group.addTask { try await authorize(connection) } }
            }
        }
    }

    private func authorize(_ connection: ConnectionRecord) async throws {
        let reason: String?
        do {
            guard let secrets = try vault.open(connection) else { return }
            _ = try await TokenRequest(connection: connection, secrets: secrets).send(over: outbound)
            reason = nil
        } catch let refusal as TokenRefusal { reason = refusal.reason }
        try Task.checkCancellation()
        let now = time.now()
        try await store.write { transaction in
            guard var current = try transaction.get(ConnectionRecord.self, connection.key)?.record,
                current.id == connection.id, current.revision == connection.revision
            else { return }
            current.state = (reason == nil ? ConnectionState.authorized : .deauthorized).rawValue
            current.stateReason = reason
            if reason == nil { current.authorized = now }
            try transaction.put(current)
        }
    }
}
