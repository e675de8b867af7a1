import Synchronization

/// Which blobs are being read, so that they are not deleted under their readers.
final class ContentLeases: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func lease(_ blobs: [String]) -> ContentLease {
        counts.withLock { counts in for blob in blobs { counts[blob, default: 0] += 1 } }
        return ContentLease(blobs, of: self)
    }

    func isLeased(_ blob: String) -> Bool { counts.withLock { $0[blob] != nil } }

    fileprivate func end(_ blobs: [String]) {
        counts.withLock { counts in
            for blob in blobs {
                let count = (counts[blob] ?? 1) - 1
                counts[blob] = count == 0 ? nil : count
            }
        }
    }
}

/// Ends when the last reference to it goes.
final class ContentLease: Sendable {
    private let blobs: [String]
    private let leases: ContentLeases

    fileprivate init(_ blobs: [String], of leases: ContentLeases) {
        self.blobs = blobs
        self.leases = leases
    }

    deinit { leases.end(blobs) }
}
