import Essentials
import Logging
import Store
import StoreSQLite
import Testing

@testable import ServiceKit

@Suite struct AuditLookupTests {
    private static let keyARN = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    private static let userARN = "arn:aws:iam::123456789012:user/staff/ada"
    private static let start = Timestamp(seconds: 1_795_469_329)

    private static let identities: [AuditRecord.Identity] = [
        .caller(caller(.root, "123456789012", "AKIAROOT")),
        .caller(caller(.user(name: "ada", path: "/"), "AIDAEXAMPLE", "AKIAEXAMPLE")),
        .caller(
            caller(
                .role(
                    RoleSession(
                        roleName: "r", roleARN: "arn:aws:iam::123456789012:role/r", roleID: "AROA", sessionName: "ada")),
                "AROA:ada", "ASIAEXAMPLE")),
        .service("kms.amazonaws.com", for: caller(.user(name: "bob", path: "/"), "AIDAOTHER", "AKIAOTHER")),
        .serviceItself(account: .standard),
        .foreignAccount(caller(.user(name: "eve", path: "/"), "AIDAEVE", "AKIAEVE")),
        .caller(caller(.service("sns.amazonaws.com"), "", "")),
        .caller(caller(.anonymous, "", "")),
    ]

    private static func caller(_ kind: Caller.Kind, _ id: String, _ key: String) -> Caller {
        Caller(
            kind: kind, account: .standard, principalID: id, arn: "arn:aws:iam::123456789012:x", accessKeyID: key,
            session: key.hasPrefix("ASIA") ? TemporarySession(issuedAt: start, expiresAt: start) : nil)
    }

    private static func record(_ number: Int) -> AuditRecord {
        let time = start + .milliseconds(Int64(number / 3))
        var record = AuditRecord(
            identity: identities[number % identities.count], time: time,
            source: number % 2 == 0 ? "kms.amazonaws.com" : "iam.amazonaws.com",
            name: ["Decrypt", "Encrypt", "CreateUser"][number % 3], region: .standard, sourceAddress: "", userAgent: "",
            eventID: SystemRandom().eventID(at: time), isReadOnly: number % 5 == 0, recipientAccount: .standard)
        if number % 4 != 0 {
            record.resources.append(AuditResource(arn: keyARN, type: "AWS::KMS::Key", account: .standard))
        }
        if number % 7 == 0 {
            record.resources.append(AuditResource(arn: userARN, type: "AWS::IAM::User", account: .standard))
        }
        return record
    }

    @Test(arguments: 0..<56) func aRecordAndItsTextHaveTheSameAttributes(_ number: Int) throws {
        let record = Self.record(number)
        let attributes = AuditAttributes(record)
        #expect(AuditAttributes(of: try JSON(parsing: record.encoded())) == attributes)
        for (attribute, value) in Self.values(of: attributes) where attribute != .eventID {
            #expect(attributes.has(attribute, value))
            #expect(record.journalEntry.terms.contains(AuditAttributes.term(attribute, value)), "\(attribute)")
        }
    }

    @Test(arguments: [
        (keyARN, ["key/1234abcd-12ab-34cd-56ef-1234567890ab": true, "1234abcd-12ab-34cd-56ef-1234567890ab": true]),
        (userARN, ["ada": true, "staff/ada": true, "staff": false, "user/staff/ada": true, userARN: true, "": false]),
        ("arn:aws:s3:::a-bucket", ["a-bucket": true, "bucket": false]),
        ("arn:aws:sns:us-east-1:123456789012:topic", ["topic": true, "123456789012:topic": false, "": false]),
        ("no ARN", ["no ARN": true, "ARN": false]),
        ("arn:aws:iam::123456789012:user/staff/", ["staff/": true, "user/staff/": true]), ("::/", ["::/": true]),
        ("", ["a": false]),
    ])
    func aResourceIsCalledByItsARNAndItsName(_ arn: String, _ names: [String: Bool]) {
        let resource = AuditAttributes.Resource(type: "", arn: arn)
        var record = Self.record(0)
        record.resources = [AuditResource(arn: arn, type: "", account: .standard)]
        for (name, isCalled) in names {
            #expect(resource.isCalled(name) == isCalled, "\(name)")
            // What is called so is found so.
            let isFound = record.journalEntry.terms.contains(AuditAttributes.term(.resourceName, name))
            #expect(isFound || !isCalled, "\(name)")
        }
    }

    private static func values(of attributes: AuditAttributes) -> [(AuditAttribute, String)] {
        var values: [(AuditAttribute, String)] = [
            (.eventID, attributes.eventID), (.eventName, attributes.eventName),
            (.eventSource, attributes.eventSource), (.readOnly, attributes.isReadOnly ? "true" : "false"),
        ]
        if let name = attributes.userName { values.append((.userName, name)) }
        if let key = attributes.accessKeyID { values.append((.accessKeyID, key)) }
        for resource in attributes.resources {
            values += [(.resourceType, resource.type), (.resourceName, resource.arn)]
        }
        return values
    }

    /// An older release gave ids that do not tell the time, and stored no terms.
    @Test(arguments: [false, true], [nil, 7, 64]) func eventsAreLookedUpByEveryAttribute(
        _ isOfOlderRelease: Bool, _ runLength: Int?
    ) async throws {
        let store = try SQLiteStore.inMemory()
        let records = (0..<80).map { number in
            var record = Self.record(number)
            if isOfOlderRelease { record.eventID = SystemRandom().uuid() }
            return record
        }
        try await store.append(
            records.map { record in
                var entry = record.journalEntry
                if isOfOlderRelease { entry.terms = [] }
                return entry
            }, durability: .flushed)
        if let runLength { #expect(await Self.indexer(store, runLength).catchUp()) }
        let all = records.map { AuditAttributes($0) }
        let distinct = Set(all.prefix(12).flatMap(Self.values).map { AuditQuery.Filter($0.0, $0.1) })
        for filter in distinct.union([.init(.userName, "nobody"), .init(.eventID, SystemRandom().uuid())]) {
            let wanted = all.filter { $0.has(filter.attribute, filter.value) }.reversed().map(\.eventID)
            #expect(try await Self.ids(filter, in: store) == wanted, "\(filter)")
        }
        try await store.close()
    }

    private static func indexer(_ store: any Store, _ runLength: Int) -> JournalIndexer {
        JournalIndexer(
            AuditRecord.stream, store: store, time: ManualTime(start), logger: Logger(label: "test"),
            runLength: runLength, readTerms: JournalIndexer.auditTerms)
    }

    private static func ids(_ filter: AuditQuery.Filter, in store: any Store) async throws -> [String] {
        let query = AuditQuery(
            account: .standard, region: .standard, times: start...start + .days(90), filter: filter)
        var (ids, position): ([String], JournalPosition?) = ([], nil)
        repeat {
            let after = position
            let page = try await store.read { try $0.auditEvents(query, after: after, limit: 9) }
            #expect(page.events.count <= 9)
            ids += page.events.map(\.attributes.eventID)
            position = page.next
        } while position != nil
        return ids
    }

    @Test func entriesAreIndexedWhenThereAreEnoughAndAgainAfterAReset() async throws {
        let store = try SQLiteStore.inMemory()
        let indexer = Self.indexer(store, 10)
        try await store.append((0..<25).map { Self.record($0).journalEntry }, durability: .flushed)
        #expect(await indexer.catchUp())
        #expect(try await Self.unindexed(store) == [21, 22, 23, 24, 25])
        try await store.append((0..<4).map { Self.record($0).journalEntry }, durability: .flushed)
        #expect(await indexer.catchUp())
        #expect(try await Self.unindexed(store).count == 9)
        try await store.append((0..<1).map { Self.record($0).journalEntry }, durability: .flushed)
        #expect(await indexer.catchUp())
        #expect(try await Self.unindexed(store).isEmpty)
        try await store.close()
    }

    @Test func afterAResetTheIndexBeginsAgain() async throws {
        let store = try SQLiteStore.inMemory()
        let time = ManualTime(Self.start)
        let indexer = JournalIndexer(
            AuditRecord.stream, store: store, time: time, logger: Logger(label: "test"), runLength: 10,
            readTerms: JournalIndexer.auditTerms)
        let loop = Task { await indexer.run() }
        for round in 0..<2 {
            try await store.append((0..<20).map { Self.record($0).journalEntry }, durability: .flushed)
            while try await !Self.unindexed(store).isEmpty {
                while time.sleeperCount == 0 { await Task.yield() }
                time.advance(by: .milliseconds(200))
            }
            #expect(try await Self.ids(.init(.userName, "ada"), in: store).count == 6, "\(round)")
            try await store.reset()
        }
        loop.cancel()
        await loop.value
        try await store.close()
    }

    private static func unindexed(_ store: any Store) async throws -> [Int64] {
        try await store.read { try $0.unindexed(AuditRecord.stream, limit: 100) }.map(\.sequence)
    }
}
