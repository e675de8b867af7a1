import AWSProtocols
import Essentials
import HTTPMessage

import Store
import Synchronization

@testable import EventBridgeService
@testable import ServiceKit

/// The services that deliveries go to. PutEvents comes back to the service under test.
final class FakePeers: ServiceCalling {
    struct Call: Sendable {
        let operation: String
        let input: Structure
        let invoker: Invoker

        func text(_ name: String) -> String? { try? input.string(name) }
    }

    private struct State {
        weak var harness: EventBridgeHarness?
        var errors: [String: AWSError] = [:]
        var hangs: Set<String> = []
        var streams: Set<String> = []
    }

    let calls: AsyncStream<Call>
    private let continuation: AsyncStream<Call>.Continuation
    private let state = Mutex(State())

    init() { (calls, continuation) = AsyncStream.makeStream(of: Call.self) }

    func connect(_ harness: EventBridgeHarness) { state.withLock { $0.harness = harness } }

    /// Has calls that name a topic fail, until it is nil.
    func fail(_ topic: String, with error: AWSError?) { state.withLock { $0.errors[topic] = error } }

    /// Has calls that name a topic never end.
    func hang(_ topic: String) { state.withLock { _ = $0.hangs.insert(topic) } }

    func call(
        _ service: ServiceID, _ operation: String, _ input: Structure, payload: HTTPBody, as invoker: Invoker,
        in region: Region
    ) async throws -> Structure {
        let (harness, error, hangs) = state.withLock { state in
            let topic = (try? input.string("TopicArn")) ?? ""
            return (state.harness, state.errors[topic], state.hangs.contains(topic))
        }
        continuation.yield(Call(operation: operation, input: input, invoker: invoker))
        if let error { throw error }
        if hangs { try await Task.sleep(for: .seconds(86_400)) }
        switch operation {
        case "PutEvents":
            guard let harness, case .caller(var scope) = invoker.authority else { throw AWSError.internalFailure }
            scope.payload = payload
            scope.origin = ServiceOrigin(
                principal: invoker.principal, sourceARN: invoker.source, sourceAccount: nil, isForwarded: true)
            return try await harness.call(operation, input, in: scope)
        case "CreateLogStream":
            state.withLock { _ = $0.streams.insert((try? input.string("logStreamName")) ?? "") }
        case "PutLogEvents":
            let stream = (try? input.string("logStreamName")) ?? ""
            guard state.withLock({ $0.streams.contains(stream) }) else {
                throw AWSError(code: "ResourceNotFoundException", "The specified log stream does not exist.")
            }
        default: break
        }
        return Structure()
    }

    func require(_ checks: [AccessCheck], as invoker: Invoker, in region: Region) async throws {
        if case .role(let arn, _) = invoker.authority, arn.hasSuffix("/denied") {
            throw AWSError.accessDenied("The role may not.")
        }
    }

    /// The next so many calls.
    func next(_ count: Int = 1) async -> [Call] {
        var found: [Call] = []
        for await call in calls {
            found.append(call)
            if found.count == count { break }
        }
        return found
    }
}

/// Servers of others.
final class FakeWeb: OutboundHTTP {
    private let answers = Mutex<[String: [OutboundResponse]]>([:])
    let requests: AsyncStream<OutboundRequest>
    private let continuation: AsyncStream<OutboundRequest>.Continuation

    init() { (requests, continuation) = AsyncStream.makeStream(of: OutboundRequest.self) }

    /// The answers of a host, one after the other, the last for ever.
    func answer(_ host: String, _ responses: OutboundResponse...) { answers.withLock { $0[host] = responses } }

    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        continuation.yield(request)
        let response = answers.withLock { answers -> OutboundResponse? in
            guard let waiting = answers[request.host], let first = waiting.first else { return nil }
            if waiting.count > 1 { answers[request.host]?.removeFirst() }
            return first
        }
        guard let response else { throw .unreachable(reason: "nobody listens") }
        return response
    }

    func next(_ count: Int = 1) async -> [OutboundRequest] {
        var found: [OutboundRequest] = []
        for await request in requests {
            found.append(request)
            if found.count == count { break }
        }
        return found
    }
}

extension OutboundRequest {
    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Logs everything, unless told not to.
final class FakeTrails: TrailDirectory {
    private let isOn = Mutex(true)

    func stop() { isOn.withLock { $0 = false } }
    func isLogging(account: AccountID, region: Region) throws -> Bool { isOn.withLock { $0 } }
    func logs(_ entry: JournalEntry) throws -> Bool { isOn.withLock { $0 } }
}
