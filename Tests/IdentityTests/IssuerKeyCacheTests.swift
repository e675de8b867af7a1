import AWSProtocols
import Essentials
import ServiceKit
import Synchronization
import Testing

@testable import Identity

struct IssuerKeyCacheTests {
    private let issuer = "https://issuer.example/tenant"
    private let start = Timestamp(seconds: 1_700_000_000)

    @Test func keysAreKeptForAnHour() async throws {
        let server = ScriptedIssuer(keys: ["a"])
        let cache = IssuerKeyCache(IssuerDiscovery(outbound: server))
        for minutes in [0, 1, 59] as [Int64] {
            #expect(try await cache.keys(of: issuer, named: "a", now: start + .minutes(minutes)).count == 1)
        }
        #expect(server.asked == ["/tenant/.well-known/openid-configuration", "/tenant/keys"])
        _ = try await cache.keys(of: issuer, named: "a", now: start + .minutes(60))
        #expect(server.asked.count == 4)
    }

    @Test func unknownKeyIsAskedForAtMostEveryHalfMinute() async throws {
        let server = ScriptedIssuer(keys: ["a"])
        let cache = IssuerKeyCache(IssuerDiscovery(outbound: server))
        for seconds in [0, 1, 29] as [Int64] {
            #expect(try await cache.keys(of: issuer, named: "b", now: start + .seconds(seconds)).isEmpty)
        }
        #expect(server.asked.count == 2)
        server.serve(["a", "b"])
        #expect(try await cache.keys(of: issuer, named: "b", now: start + .seconds(30)).count == 1)
        #expect(server.asked.count == 4)
    }

    @Test func failureIsRememberedAsLong() async throws {
        let server = ScriptedIssuer(keys: ["a"])
        server.fail(.timedOut)
        let cache = IssuerKeyCache(IssuerDiscovery(outbound: server))
        for seconds in [0, 29] as [Int64] {
            await #expect(throws: AWSError.issuerUnreachable) {
                try await keys(of: cache, at: start + .seconds(seconds))
            }
        }
        #expect(server.asked.count == 1)
        server.fail(nil)
        #expect(try await keys(of: cache, at: start + .seconds(30)).count == 1)
    }

    @Test func callersAtOnceWaitForOneFetch() async throws {
        let server = ScriptedIssuer(keys: ["a"])
        let cache = IssuerKeyCache(IssuerDiscovery(outbound: server))
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...20 { group.addTask { try await keys(of: cache, at: start).count } }
            for try await count in group { #expect(count == 1) }
        }
        #expect(server.asked.count == 2)
    }

    @Test(arguments: [
        (OutboundError.unreachable(reason: ""), AWSError.issuerUnreachable), (.timedOut, .issuerUnreachable),
        (.failed(reason: ""), .issuerUnreachable), (.untrusted(reason: ""), .untrustedIssuer),
        (.responseTooLarge, .noVerificationKey),
    ])
    func failuresAreTold(failure: OutboundError, error: AWSError) async throws {
        let server = ScriptedIssuer(keys: [])
        server.fail(failure)
        let cache = IssuerKeyCache(IssuerDiscovery(outbound: server))
        await #expect(throws: error) { try await keys(of: cache, at: start) }
    }

    private func keys(of cache: IssuerKeyCache, at now: Timestamp) async throws -> [IssuerKey] {
        try await cache.keys(of: issuer, named: "a", now: now)
    }
}

/// An issuer at `https://issuer.example/tenant` with keys of these names.
final class ScriptedIssuer: OutboundHTTP {
    private struct State {
        var keys: [String]
        var asked: [String] = []
        var failure: OutboundError?
    }

    private let state: Mutex<State>

    init(keys: [String]) { state = Mutex(State(keys: keys)) }

    var asked: [String] { state.withLock { $0.asked } }
    func serve(_ keys: [String]) { state.withLock { $0.keys = keys } }
    func fail(_ failure: OutboundError?) { state.withLock { $0.failure = failure } }

    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        let (keys, failure) = state.withLock { state in
            state.asked.append(request.target)
            return (state.keys, state.failure)
        }
        if let failure { throw failure }
        let base = "https://\(request.host)/tenant"
        let document: JSON =
            request.target == "/tenant/keys"
            ? ["keys": .array(keys.map(Self.key))] : ["issuer": .string(base), "jwks_uri": .string(base + "/keys")]
        return OutboundResponse(status: 200, body: document.bytes)
    }

    private static func key(_ name: String) -> JSON {
        ["kty": "EC", "crv": "P-256", "kid": .string(name), "x": "AAAA", "y": "AAAA"]
    }
}
