import AWSProtocols
import Essentials
import HTTPMessage
import Synchronization

/// Carries calls between services. Services are made before the pipeline that they call through, so it is connected
/// once that stands.
public final class ServiceSwitchboard: ServiceCalling {
    private let pipeline = Mutex<Pipeline?>(nil)

    public init() {}

    public func connect(_ pipeline: Pipeline) { self.pipeline.withLock { $0 = pipeline } }

    public func call(
        _ service: ServiceID, _ operation: String, _ input: Structure, payload: HTTPBody, as invoker: Invoker,
        in region: Region
    ) async throws -> Structure {
        try await connected().call(service, operation, input, payload: payload, as: invoker, in: region).output
    }

    public func callForStream(
        _ service: ServiceID, _ operation: String, _ input: Structure, as invoker: Invoker, in region: Region
    ) async throws -> (output: Structure, payload: HTTPBody) {
        try await connected().call(service, operation, input, payload: .empty, as: invoker, in: region)
    }

    private func connected() throws(AWSError) -> Pipeline {
        guard let pipeline = pipeline.withLock({ $0 }) else { throw .internalFailure }
        return pipeline
    }

    public func require(_ checks: [AccessCheck], as invoker: Invoker, in region: Region) async throws {
        guard let pipeline = pipeline.withLock({ $0 }) else { throw AWSError.internalFailure }
        try await pipeline.require(checks, as: invoker, in: region)
    }
}
