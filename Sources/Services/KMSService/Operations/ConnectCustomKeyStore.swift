import AWSProtocols
import KMSModel
import KeyEngine
import ServiceKit

extension KMS {
    /// Logs in, or asks the proxy how it is, before the call is answered. What came of it, DescribeCustomKeyStores tells; a connection that was made
    /// is made again after a restart, when the store is first used.
    func connectCustomKeyStore(
        _ input: ConnectCustomKeyStoreRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> Change<ConnectCustomKeyStoreResponse> {
        let record = try keyStores.record(KeyStoreRecord.key(scope.account, scope.region, input.customKeyStoreId))
        guard record.connection != .failed else { throw AWSError.keyStoreState(record, "DISCONNECTED") }
        let failure = record.isConnected ? nil : try await connectionFailure(of: record, in: scope)
        return change(keyStore: record.id, in: scope) { current, _ in
            guard current.connection == .disconnected else { return ConnectCustomKeyStoreResponse() }
            guard current.cluster == record.cluster, current.proxy == record.proxy else {
                throw AWSError.keyStoreState(current, "DISCONNECTED")
            }
            current.connection = failure == nil ? .connected : .failed
            current.connectionError = failure
            return ConnectCustomKeyStoreResponse()
        }
    }

    private func connectionFailure(
        of record: KeyStoreRecord, in scope: RequestScope
    ) async throws -> ConnectionErrorCodeType? {
        guard record.type == .externalKeyStore else { return await loginFailure(of: record) }
        let proxy = try keyStores.proxy(of: record)
        do {
            try await proxy.requireHealth(for: KeyOperation("ConnectCustomKeyStore", in: scope))
            return nil
        } catch {
            return error.failure.connectionError
        }
    }

    private func loginFailure(of record: KeyStoreRecord) async -> ConnectionErrorCodeType? {
        if let cluster = record.cluster, tokens.cluster(cluster.id) == nil { return .clusterNotFound }
        do {
            try await keyStores.connect(record)
            return nil
        } catch {
            return ConnectionErrorCodeType(error)
        }
    }

    func disconnectCustomKeyStore(
        _ input: DisconnectCustomKeyStoreRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) -> Change<DisconnectCustomKeyStoreResponse> {
        change(keyStore: input.customKeyStoreId, in: scope) { record, _ in
            guard record.connection != .disconnected else { throw AWSError.keyStoreState(record, "CONNECTED") }
            record.connection = .disconnected
            record.connectionError = nil
            return DisconnectCustomKeyStoreResponse()
        }
    }
}
