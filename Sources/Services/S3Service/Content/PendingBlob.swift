import Essentials
import Store
import Synchronization

/// A blob that is written and has no record yet. Unless it gets one, it is deleted again.
///
/// Where the server is killed before that, the sweep of blobs without a record finds it.
final class PendingBlob: Sendable {
    let id: BlobID
    private let blobs: any BlobStore
    private let isKept = Atomic(false)

    init(_ id: BlobID, in blobs: any BlobStore) {
        self.id = id
        self.blobs = blobs
    }

    /// Called in the transaction that writes the record.
    func keep() { isKept.store(true, ordering: .releasing) }

    deinit {
        guard !isKept.load(ordering: .acquiring) else { return }
        // On another thread: the last reference may go on an event loop.
        Task.detached { [blobs, id] in _ = try? blobs.delete(id) }
    }
}
