import Essentials
import ServiceKit
import Store

/// Carries out lifecycle rules: once after they were given, and at each midnight (UTC) from then on.
struct LifecycleChore: Chore {
    let name = "s3.lifecycle"
    let watchedKinds: Set<RecordKind> = [BucketRecord.kind]
    let store: any Store
    let random: any RandomSource

    private static let page = 500
    private static let day = TimeSpan.days(1).milliseconds

    func nextDue() async throws -> Timestamp? {
        guard let bucket = try await next() else { return nil }
        guard let done = bucket.lifecycleDoneThrough else { return Timestamp(milliseconds: 0) }
        return Timestamp(milliseconds: (done.milliseconds / Self.day + 1) * Self.day)
    }

    func perform(at now: Timestamp) async throws {
        while let due = try await nextDue(), due <= now, let bucket = try await next() {
            try await expireCurrent(bucket, at: now)
            try await expireVersions(bucket, at: now)
            try await abortUploads(bucket, at: now)
            try await store.write { transaction in
                guard var present = try transaction.get(BucketRecord.self, bucket.key)?.record, present.id == bucket.id
                else { return }
                // Rules that have changed meanwhile are yet to be carried out.
                guard present.lifecycle == bucket.lifecycle else { return }
                present.lifecycleDoneThrough = now
                try transaction.put(present)
            }
        }
    }

    /// The bucket whose rules have waited longest.
    private func next() async throws -> BucketRecord? {
        try await store.read { transaction in
            try transaction.query(
                BucketRecord.self, in: .region(nil, nil), order: .field(.lifecycle), limit: 1
            ).records.first?.record
        }
    }

    private func expireCurrent(_ bucket: BucketRecord, at now: Timestamp) async throws {
        let rules = LifecycleRules(bucket)
        guard rules.rules.contains(where: { $0.expiration != nil }) else { return }
        var after: String?
        repeat {
            let request = KeyListRequest(after: after, limit: Self.page)
            let page = try await store.read { try $0.objects(of: bucket, request) }
            let due = page.entries.filter { object in rules.expiry(of: object).map { $0.date <= now } ?? false }
            if !due.isEmpty { try await expire(due, of: bucket, at: now) }
            after = page.next
        } while after != nil
    }

    private func expire(_ objects: [StoredObject], of bucket: BucketRecord, at now: Timestamp) async throws {
        try await store.write { [random] transaction in
            guard let present = try transaction.get(BucketRecord.self, bucket.key)?.record, present.id == bucket.id
            else { return }
            let cause = EventCause(lifecycleAt: now, random)
            for object in objects {
                // What was written meanwhile is not what has expired.
                guard try transaction.current(object.key, in: present)?.sequence == object.sequence else { continue }
                let marker = try transaction.hide(object.key, in: present, at: now, random)
                try transaction.tell(marker.map { .expiredHidden($0) } ?? .expired(object), of: present, cause)
            }
        }
    }

    private func expireVersions(_ bucket: BucketRecord, at now: Timestamp) async throws {
        guard bucket.versioning != .never else { return }
        let rules = LifecycleRules(bucket)
        var search = ExpiredVersions(rules: rules, now: now)
        var request = KeyListRequest(limit: Self.page)
        while true {
            let page = try await store.read { [request] in try $0.versions(of: bucket, request) }
            for version in page.entries { search.take(version) }
            if page.next == nil { search.endKey() }
            let due = search.drain()
            if !due.isEmpty { try await erase(due, of: bucket, at: now) }
            guard let next = page.next else { return }
            request.after = next
            request.afterSuffix = page.entries.last.map { VersionRecord.suffix($0.object.sequence) }
        }
    }

    private func erase(_ versions: [StoredObject], of bucket: BucketRecord, at now: Timestamp) async throws {
        try await store.write { [random] transaction in
            guard let present = try transaction.get(BucketRecord.self, bucket.key)?.record, present.id == bucket.id
            else { return }
            let cause = EventCause(lifecycleAt: now, random)
            for version in versions {
                guard let object = try transaction.object(version.key, version.versionID, in: present),
                    object.sequence == version.sequence,
                    object.lock?.allowsErasing(at: now, bypassing: false) ?? true
                else { continue }
                try transaction.erase(object, in: present)
                try transaction.tell(.expired(object), of: present, cause)
            }
        }
    }

    private func abortUploads(_ bucket: BucketRecord, at now: Timestamp) async throws {
        let rules = LifecycleRules(bucket)
        guard rules.rules.contains(where: { $0.abortIncompleteMultipartUpload != nil }) else { return }
        var request = KeyListRequest(limit: Self.page)
        while true {
            let page = try await store.read { [request] in try $0.uploads(of: bucket, request) }
            for upload in page.entries where rules.abortion(of: upload).map({ $0.date <= now }) ?? false {
                try await store.write { transaction in
                    guard let present = try transaction.get(UploadRecord.self, upload.key)?.record else { return }
                    try transaction.abandon(present)
                }
            }
            guard let next = page.next else { return }
            (request.after, request.afterSuffix) = (next, page.nextSuffix)
        }
    }
}

/// Finds, among versions in the order of lists, those that have expired.
private struct ExpiredVersions {
    let rules: LifecycleRules
    let now: Timestamp
    private var key: String?
    private var found: [StoredObject] = []
    /// When the next version of the key stopped being the current one.
    private var since: Timestamp?
    private var newer = 0
    private var loneMarker: StoredObject?

    init(rules: LifecycleRules, now: Timestamp) {
        self.rules = rules
        self.now = now
    }

    mutating func take(_ version: ListedVersion) {
        let object = version.object
        if key.map({ !$0.utf8.elementsEqual(object.key.utf8) }) ?? true {
            endKey()
            (key, since, newer) = (object.key, nil, 0)
        }
        if let since {
            loneMarker = nil
            if let due = rules.noncurrentExpiry(of: object, since: since, newer: newer), due <= now {
                found.append(object)
            }
            newer += 1
        } else if object.isMarker {
            loneMarker = object
        }
        since = object.modifiedAt
    }

    /// Nothing stands behind the key's marker, if that is all that was met.
    mutating func endKey() {
        if let marker = loneMarker, rules.removesLoneMarker(marker) { found.append(marker) }
        loneMarker = nil
    }

    mutating func drain() -> [StoredObject] {
        defer { found = [] }
        return found
    }
}
