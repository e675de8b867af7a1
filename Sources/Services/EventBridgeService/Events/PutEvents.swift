import AWSProtocols
import Essentials
import EventBridgeModel
import PolicyEngine
import ServiceKit
import Store

/// The buses that a call puts events on; nil for one that is not there.
typealias NamedBuses = [String?: EventBusRecord]

extension EventBridge {
    /// Each bus is asked about each source and kind of event that it is to get.
    func busesOfEvents(_ input: PutEventsRequest, in scope: RequestScope) throws -> ServiceKit.Target<NamedBuses> {
        var buses: NamedBuses = [:]
        var checks: [AccessCheck] = []
        var asked: Set<[String?]> = []
        for entry in input.entries {
            let id = try BusID(entry.eventBusName, in: scope)
            let bus = try bus(id, in: scope)
            buses[entry.eventBusName] = bus
            guard asked.insert([id.arn, entry.source, entry.detailType]).inserted else { continue }
            let conditions = EventBridgeConditions(
                resourceTags: bus?.tags ?? [], source: entry.source.map { [$0] },
                detailType: entry.detailType.map { [$0] }, isInvokedByBus: scope.isFromBus)
            checks.append(
                AccessCheck(
                    action: ActionNames.putEvents, resource: id.arn, account: id.account,
                    policy: try bus?.attachedPolicy(), auditType: "AWS::Events::EventBus",
                    conditionKeys: conditions.value))
        }
        return ServiceKit.Target(buses, checks: checks)
    }

    /// Takes events: once the call is answered they are on disk. Entries that are no events are told in the answer.
    /// Source: API reference, PutEvents, PutEventsRequestEntry and PutEventsResultEntry.
    func putEvents(
        _ input: PutEventsRequest, _ buses: Authorized<NamedBuses>, in scope: RequestScope
    ) throws -> Change<PutEventsResponse> {
        if scope.isFromBus, case .bytes(let body) = scope.payload, !body.isEmpty {
            return try forward(body, on: buses.value, in: scope)
        }
        guard input.endpointId == nil else {
            throw AWSError.invalid("EndpointId", "Global endpoints are not available.")
        }
        guard input.entries.reduce(0, { $0 + $1.length }) <= EventBridgeQuotas.putEventsLength else {
            throw AWSError.validation("Total size of the entries in the request is over the limit.")
        }
        var accepted: [JournalEntry] = []
        let results = input.entries.map { entry -> PutEventsResultEntry in
            do throws(EntryRefusal) {
                let event = try self.event(entry, on: buses.value, in: scope)
                accepted.append(event.journalEntry)
                return PutEventsResultEntry(eventId: event.id)
            } catch { return PutEventsResultEntry(errorCode: error.code, errorMessage: error.message) }
        }
        let failures = results.count { $0.errorCode != nil }
        return Change { [accepted] transaction in
            try transaction.append(accepted)
            return PutEventsResponse(failedEntryCount: failures, entries: results)
        }
    }

    private func event(
        _ entry: PutEventsRequestEntry, on buses: NamedBuses, in scope: RequestScope
    ) throws(EntryRefusal) -> AcceptedEvent {
        guard let source = entry.source, !source.isEmpty else { throw .missing("Source") }
        guard let detailType = entry.detailType, !detailType.isEmpty else { throw .missing("DetailType") }
        guard let detail = entry.detail, !detail.isEmpty else { throw .missing("Detail") }
        guard !source.hasPrefix("aws.") else { throw .foreignSource }
        guard detailType.utf8.count <= 128 else { throw .tooLong("DetailType", 128) }
        guard let bus = buses[entry.eventBusName] else { throw .noSuchBus(entry.eventBusName ?? BusID.defaultName) }
        // Room is left for the envelope within what a parser takes.
        guard (try? JSON(parsing: detail, maximumDepth: 96))?.object != nil else { throw .malformedDetail }
        let envelope = EventEnvelope(
            id: scope.random.uuid(), detailType: detailType, source: source, account: scope.account,
            time: entry.time ?? scope.now, region: scope.region, resources: entry.resources ?? [],
            detail: Array(detail.utf8))
        return AcceptedEvent(bus: bus.id, id: envelope.id, ingested: scope.now, body: envelope.bytes)
    }

    /// An event that another bus sends keeps its envelope, so that it comes beside the call's parameters.
    private func forward(
        _ body: [UInt8], on buses: NamedBuses, in scope: RequestScope
    ) throws -> Change<PutEventsResponse> {
        guard let bus = buses.values.first, let event = ForwardedEvent(body) else {
            throw AWSError.noSuchBus(buses.keys.first?.flatMap { $0 } ?? BusID.defaultName)
        }
        let accepted = AcceptedEvent(
            bus: bus.id, id: event.id, ingested: scope.now, isForwarded: true, isReadOnly: event.isReadOnly,
            body: event.body)
        return Change { transaction in
            try transaction.append([accepted.journalEntry])
            return PutEventsResponse(failedEntryCount: 0, entries: [PutEventsResultEntry(eventId: event.id)])
        }
    }
}

extension RequestScope {
    /// Whether one of this service's own rules makes the call.
    var isFromBus: Bool { origin?.principal == EventBridge.principal }
}

extension PutEventsRequestEntry {
    /// Source: EventBridge user guide, "Calculating Amazon EventBridge PutEvents event entry size".
    var length: Int {
        var length = time == nil ? 0 : 14
        length += (source?.utf8.count ?? 0) + (detailType?.utf8.count ?? 0) + (detail?.utf8.count ?? 0)
        return (resources ?? []).reduce(length) { $0 + $1.utf8.count }
    }
}

/// Why an entry is no event.
private struct EntryRefusal: Error {
    let code: String
    let message: String

    static let foreignSource = EntryRefusal(
        code: "NotAuthorizedForSourceException", message: "Not authorized for the source.")
    static let malformedDetail = EntryRefusal(code: "MalformedDetail", message: "Detail is malformed.")

    static func missing(_ name: String) -> EntryRefusal {
        EntryRefusal(
            code: "InvalidArgument", message: "Parameter \(name) is not valid. Reason: \(name) is a required argument.")
    }

    static func tooLong(_ name: String, _ limit: Int) -> EntryRefusal {
        EntryRefusal(
            code: "InvalidArgument",
            message: "Parameter \(name) is not valid. Reason: \(name) must be less than \(limit) characters.")
    }

    static func noSuchBus(_ name: String) -> EntryRefusal {
        EntryRefusal(code: "InvalidArgument", message: "Event bus \(name) does not exist.")
    }
}
