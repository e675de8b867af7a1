import Essentials

/// Where a multi-Region key has its primary and its replicas. Every related key has the same.
struct MultiRegionRecord: Codable, Hashable, Sendable {
    var primaryRegion: Region
    /// In the order of their names.
    var replicaRegions: [Region] = []
}
