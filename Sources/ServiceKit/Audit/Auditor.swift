import AWSProtocols
import Essentials
import Store

/// Makes the audit records of a call: one in the caller's account, and one in each other account whose resource it
/// touched, tied together by a shared event id.
struct Auditor: Sendable {
    let random: any RandomSource
    let durability: JournalDurability
    /// False only in the benchmark that measures what auditing costs.
    var isAuditing = true

    /// - Parameter error: what the call was refused with; nil where it succeeded.
    func entries(for call: Call, error: AWSError? = nil) -> [JournalEntry] {
        guard isAuditing, let scope = call.scope else { return [] }
        let resources = call.auditResources
        // Who has no account has no record of their own.
        if scope.caller.kind == .anonymous { return owned(call, in: scope, error: error, resources: resources) }
        var record = record(of: call, in: scope, error: error, resources: resources)
        guard resources.contains(where: { $0.account != scope.account }) else { return [record.journalEntry] }
        let owners = Set(resources.map(\.account)).subtracting([scope.account])
        record.sharedEventID = random.uuid()
        let copies = owners.sorted { $0.description < $1.description }.map { owner in
            var copy = record
            copy.eventID = random.eventID(at: scope.now)
            copy.recipientAccount = owner
            // A service is of no account that could be foreign.
            if !scope.caller.isService { copy.identity = .foreignAccount(scope.caller) }
            copy.resources = resources.filter { $0.account == owner }
            return copy
        }
        return ([record] + copies).map(\.journalEntry)
    }

    /// One record in each account whose resource an anonymous call was about.
    private func owned(
        _ call: Call, in scope: RequestScope, error: AWSError?, resources: [AuditResource]
    ) -> [JournalEntry] {
        let owners = Set(resources.map(\.account)).sorted { $0.description < $1.description }
        return owners.map { owner in
            var record = record(
                of: call, in: scope, error: error, resources: resources.filter { $0.account == owner })
            record.recipientAccount = owner
            return record.journalEntry
        }
    }

    private func record(
        of call: Call, in scope: RequestScope, error: AWSError?, resources: [AuditResource]
    ) -> AuditRecord {
        let isReadOnly = call.operation?.isReadOnly ?? call.operationModel?.name.isReadOnlyName ?? false
        var record = AuditRecord(
            identity: scope.origin?.isForwarded == true
                ? .service(scope.origin?.principal ?? "", for: scope.caller) : .caller(scope.caller), time: scope.now,
            source: call.eventSource,
            name: call.operation?.eventName ?? call.operationName, region: scope.region,
            sourceAddress: scope.connection.peerAddress,
            userAgent: scope.userAgent.truncated(toBytes: 1024), requestID: scope.requestID,
            eventID: random.eventID(at: scope.now), isReadOnly: isReadOnly, recipientAccount: scope.account)
        record.category = call.operation?.category ?? .management
        record.resources = resources
        record.requestParameters = call.auditedInput
        record.additionalEventData = call.auditDetails
        if let error {
            record.errorCode = error.auditCode(in: call.wire)
            record.errorMessage = error.message?.withoutEncodedMessage.truncated(toBytes: 1024)
        } else if !isReadOnly || call.operation?.recordsAnswer == true {
            record.responseElements = call.auditedOutput
        }
        record.tls = scope.connection.tls
        record.hostHeader = call.head.headers["host"]
        return record
    }
}

extension AuditRecord {
    /// The journal that holds every audit record of a management event.
    public static let stream: JournalStream = "audit"
    /// The journal that holds those of data events.
    public static let dataStream: JournalStream = "audit.data"

    package var journalEntry: JournalEntry {
        JournalEntry(
            stream: category == .data ? Self.dataStream : Self.stream, account: recipientAccount, region: region,
            time: time, id: eventID, terms: category == .data ? [] : AuditAttributes(self).terms, body: encoded())
    }
}

extension Call {
    var eventSource: String { "\(model?.metadata.endpointPrefix ?? "unknown").amazonaws.com" }

    /// What the checks named and, of a call that succeeded, what came into being.
    fileprivate var auditResources: [AuditResource] {
        var resources: [AuditResource] = []
        let named = checks.flatMap { check in
            check.auditType.map {
                [AuditResource(arn: check.resource, type: $0, account: check.resourceAccount)] + check.auditedWith
            } ?? check.auditedWith
        }
        let created = output.flatMap { operation?.createdResources($0) } ?? []
        for resource in named + created where !resources.contains(resource) { resources.append(resource) }
        return resources
    }

    /// Of the first resource that has any.
    fileprivate var auditDetails: [UInt8]? {
        for check in checks { if let details = check.auditDetails { return details } }
        return nil
    }

    fileprivate var auditedInput: [UInt8]? {
        guard let model, let operationModel, let input else { return nil }
        return AuditDocument.render(input, .request, of: operationModel, in: model)
    }

    fileprivate var auditedOutput: [UInt8]? {
        guard let model, let operationModel, let output else { return nil }
        return AuditDocument.render(output, .response, of: operationModel, in: model)
    }
}

extension AWSError {
    /// The code as CloudTrail spells it: a denial is `AccessDenied` whatever the protocol.
    fileprivate func auditCode(in wire: WireProtocol) -> String {
        if case .framework(.accessDenied) = kind { "AccessDenied" } else { code(in: wire) }
    }
}

extension String {
    /// What a denial says in clear. Its encoded message would be cut off, and a part of it opens nothing.
    fileprivate var withoutEncodedMessage: String {
        firstRange(of: Denial.marker).map { String(self[..<$0.lowerBound]) } ?? self
    }

    /// At most `limit` bytes of UTF-8, cut between characters.
    fileprivate func truncated(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end > startIndex, end.samePosition(in: self) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }

    /// Whether an operation's name says that it only reads.
    fileprivate var isReadOnlyName: Bool {
        ["Get", "List", "Describe", "Lookup", "Search"].contains { hasPrefix($0) }
    }
}
