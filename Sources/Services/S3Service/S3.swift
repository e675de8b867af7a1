import AWSProtocols
import Essentials
import KeyEngine
import PolicyEngine
import ServiceKit
import Store

/// Amazon S3: buckets and objects, for the services that deliver to them and for everyone else.
///
/// What is known of buckets and objects is in records; content is in blobs, encrypted. A blob is written before the
/// record that refers to it, and deleted after the commit that took the last reference away.
public struct S3: Service {
    public let id = ServiceID.s3
    public let chores: [any Chore]
    let store: any Store
    let blobs: any BlobStore
    let directory: BucketDirectory
    let vault: BucketVault
    let principals: any PrincipalDirectory
    let calls: any ServiceCalling
    let dataKeys: DataKeys
    let leases = ContentLeases()
    let pageTokens: PageTokens
    let random: any RandomSource

    public static let sealedRecords: [any SealedRecord.Type] = [BucketRecord.self]

    /// - Parameters:
    ///   - blobs: where content is
    ///   - rootKey: seals the keys of buckets
    ///   - calls: carries calls to other services
    ///   - pageTokens: the same on every server that shares the store
    ///   - startedAt: blobs that were begun before are nobody's, unless a record refers to them
    ///   - random: for what is done after calls; calls bring their own
    public init(
        store: any Store, blobs: any BlobStore, rootKey: RootKey, principals: any PrincipalDirectory,
        calls: any ServiceCalling, pageTokens: PageTokens, startedAt: Timestamp,
        random: any RandomSource = SystemRandom()
    ) {
        self.store = store
        self.blobs = blobs
        vault = BucketVault(rootKey: rootKey)
        directory = BucketDirectory(store: store, vault: vault)
        self.principals = principals
        self.calls = calls
        dataKeys = DataKeys(calls: calls)
        self.pageTokens = pageTokens
        self.random = random
        chores = [
            GarbageChore(store: store, blobs: blobs, leases: leases),
            OrphanChore(store: store, blobs: blobs, startedAt: startedAt),
            LifecycleChore(store: store, random: random),
        ]
    }

    public var operations: [Operation] {
        bucketOperations + accessOperations + configurationOperations + unconfiguredOperations + objectOperations
            + listOperations + multipartOperations + objectStateOperations
    }

    public var journalConsumers: [any JournalConsumer] { [NotificationSender(calls: calls)] }

    public func accessCheck(
        _ action: ActionName, on resource: String, in scope: RequestScope
    ) async throws -> AccessCheck? {
        guard let arn = ARN(resource), arn.service == "s3" else { return nil }
        let parts = arn.resource.split(separator: "/", maxSplits: 1).map(String.init)
        guard let name = parts.first, let bucket = try directory.bucket(name) else { return nil }
        guard parts.count == 2 else { return check(action, bucket, in: scope) }
        let object = try store.readNow { try $0.object(parts[1], nil, in: bucket.record) }
        return check(action, bucket, key: parts[1], object, in: scope)
    }

    public var takesAnonymousCalls: Bool { true }
    public var crossOrigin: (any CrossOriginAnswering)? { BucketCrossOrigin(directory: directory) }
}
