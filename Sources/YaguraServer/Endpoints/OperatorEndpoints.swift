import Essentials
import HTTPMessage
import ServiceKit
import Store

/// `/_yagura/…`: health and metrics, and for `--dev` what tests need: a fresh start, another time, the audit journal.
struct OperatorEndpoints: Sendable {
    let mode: ServerMode
    let account: AccountID
    let pipeline: Pipeline
    let metrics: CallMetrics
    let metricSources: [any MetricSource]
    let store: any Store
    let startedAt: Timestamp
    let time: any TimeSource

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        if request.head.method == "POST", request.head.headers["origin"] != nil {
            return .json(["message": "Not from a web page."], status: 403)
        }
        switch (request.head.method, String(request.head.path)) {
        case ("GET", "/_yagura/health"): return health
        case ("GET", "/_yagura/metrics"):
            return await allMetrics()
        case ("GET", "/_yagura/operations"): return operations
        case ("POST", "/_yagura/explain"): return await pipeline.explain(request)
        case ("POST", "/_yagura/reset"): return await developer { try await $0.reset() }
        case ("POST", "/_yagura/clock"):
            return await developer { try await $0.turnClock(request.body) }
        case ("GET", "/_yagura/audit"): return await developer { _ in try await auditRecords(request.head.query) }
        default: return .json(["message": "There is nothing at this path."], status: 404)
        }
    }

    /// What calls and services have counted. A source that fails is left out, so that the others are still told.
    private func allMetrics() async -> HTTPResponse {
        var text = metrics.prometheusText()
        for source in metricSources {
            for family in (try? await source.families()) ?? [] { text += family.prometheusText }
        }
        return .text(text, contentType: "text/plain; version=0.0.4; charset=utf-8")
    }

    private var health: HTTPResponse {
        var body: JSON.Object = [
            "status": "ok", "version": .string(YaguraVersion.text), "mode": .string(mode.name),
            "account": .string(account.description), "time": .string(time.now().iso8601),
            "uptimeSeconds": .integer((time.now() - startedAt).milliseconds / 1000),
        ]
        if case .developer = mode {
            body.append("warning", "DEV MODE: any credentials are accepted and nothing is kept.")
        }
        return .json(.object(body))
    }

    private var operations: HTTPResponse {
        var body: JSON.Object = [:]
        for (service, names) in pipeline.implementedOperations {
            body.append(service, .array(names.map(JSON.string)))
        }
        return .json(.object(body))
    }

    private func developer(_ answer: (DeveloperControls) async throws -> HTTPResponse) async -> HTTPResponse {
        guard case .developer(let controls) = mode else {
            return .json(["message": "Only a server started with --dev answers this."], status: 403)
        }
        do {
            return try await answer(controls)
        } catch let error as DeveloperRequestError {
            return .json(["message": .string(error.message)], status: 400)
        } catch {
            return .json(["message": .string("\(error)")], status: 500)
        }
    }

    /// The audit records after the one of this sequence number, oldest first, one a line.
    private func auditRecords(_ query: Substring?) async throws -> HTTPResponse {
        let after = query.flatMap { $0.hasPrefix("after=") ? Int64($0.dropFirst("after=".count)) : nil } ?? 0
        let records = try await store.read { try $0.journal(AuditRecord.stream, after: after, limit: 10_000) }
        var lines: [UInt8] = []
        for record in records {
            lines += record.entry.body
            lines.append(UInt8(ascii: "\n"))
        }
        return HTTPResponse(
            status: 200, headers: HTTPHeaders([("content-type", "application/x-ndjson")]), body: .bytes(lines))
    }
}

/// How strictly the server takes its callers.
enum ServerMode: Sendable {
    case strict
    case developer(DeveloperControls)

    var name: String {
        switch self {
        case .strict: "strict"
        case .developer: "dev"
        }
    }
}

extension HTTPResponse {
    static func json(_ value: JSON, status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: HTTPHeaders([("content-type", "application/json")]),
            body: .bytes(value.bytes + [UInt8(ascii: "\n")]))
    }
}
