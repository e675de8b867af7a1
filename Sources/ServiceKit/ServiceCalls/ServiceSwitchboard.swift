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
        guard let pipeline = pipeline.withLock({ $0 }) else { throw AWSError.internalFailure }
        return try await pipeline.call(service, operation, input, payload: payload, as: invoker, in: region)
    }
}
