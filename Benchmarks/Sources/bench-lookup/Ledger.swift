import Essentials
import Logging
import ServiceKit
import Store

/// The events of ninety days, as many in each hour: what a server's users do with keys, some a lot and most a little.
struct Ledger {
    static let users = 1000
    static let keys = 2000
    static let span = TimeSpan.days(90)

    let start: Timestamp
    let events: Int
    let seconds: Int

    var times: ClosedRange<Timestamp> { start...start + Self.span }

    /// Writes the events in large transactions, and indexes them as a server does.
    static func fill(_ store: any Store, events: Int) async throws -> Ledger {
        let started = ContinuousClock.now
        let start = SystemTime().now() - span
        let indexer = JournalIndexer.ofAuditRecords(in: store, time: SystemTime(), logger: Logger(label: "lookup"))
        let portion = 8192
        for first in stride(from: 0, to: events, by: portion) {
            let entries = (first..<min(first + portion, events)).map { number in
                event(number, at: start + .milliseconds(Int64(number) * span.milliseconds / Int64(events))).journalEntry
            }
            async let indexing = indexer.catchUp()
            try await store.write { try $0.append(entries) }
            guard await indexing else { throw WrongAnswer() }
        }
        guard await indexer.catchUp() else { throw WrongAnswer() }
        // Each commit takes a step of merging along: as many as there may be left.
        for _ in 0..<max(1000, events / 5000) { try await store.flush() }
        let elapsed = Int((ContinuousClock.now - started) / .seconds(1))
        return Ledger(start: start, events: events, seconds: elapsed)
    }

    /// Chance that is the same each time: the number's bits, mixed.
    static func draw(_ number: Int, _ purpose: Int, below bound: Int) -> Int {
        let word = JournalTerm.mixed(UInt64(number) &* 8 &+ UInt64(purpose))
        // The smaller of two: the first of all are some twice as frequent as the average, the last are rare.
        return Int(min(word & 0xFFFF_FFFF, word >> 32) % UInt64(bound))
    }

    static func userName(_ number: Int) -> String { "user-\(number)" }
    static func keyARN(_ number: Int) -> String {
        "arn:aws:kms:us-east-1:\(AccountID.standard):key/00000000-0000-4000-8000-\(String(100_000_000_000 + number))"
    }
    static func accessKeyID(_ user: Int) -> String { "AKIA\(1_000_000_000_000_000 + user)" }
    static let eventNames = [
        "Decrypt", "GenerateDataKey", "Encrypt", "DescribeKey", "Sign", "Verify", "ListKeys", "ListAliases",
        "GetKeyPolicy", "CreateGrant", "RetireGrant", "ListGrants", "EnableKey", "DisableKey", "TagResource",
        "ReEncrypt", "GenerateMac", "VerifyMac", "GetPublicKey", "UpdateAlias",
    ]
    /// Of one event in a million.
    static let rareEventName = "ScheduleKeyDeletion"

    private static func event(_ number: Int, at time: Timestamp) -> AuditRecord {
        let (user, key) = (draw(number, 0, below: users), draw(number, 1, below: keys))
        let name = number % 1_000_000 == 500_000 ? rareEventName : eventNames[draw(number, 2, below: eventNames.count)]
        let caller = Caller(
            kind: .user(name: userName(user), path: "/"), account: .standard, principalID: "AIDA\(user)EXAMPLE",
            arn: "arn:aws:iam::\(AccountID.standard):user/\(userName(user))", accessKeyID: accessKeyID(user))
        var record = AuditRecord(
            identity: .caller(caller), time: time, source: "kms.amazonaws.com", name: name, region: .standard,
            sourceAddress: "192.0.2.\(user % 250)",
            userAgent: "aws-sdk-swift/1.5.0 ua/2.1 os/linux#6.12 lang/swift#6.2",
            requestID: "00000000-0000-4000-8000-000000000000", eventID: SystemRandom().eventID(at: time),
            isReadOnly: user % 3 != 0, recipientAccount: .standard)
        record.requestParameters = Array(
            #"{"encryptionContext":{"tenant":"tenant-\#(user)"},"keyId":"\#(keyARN(key))","keySpec":"AES_256"}"#.utf8)
        record.resources = [AuditResource(arn: keyARN(key), type: "AWS::KMS::Key", account: .standard)]
        return record
    }
}
