import AWSProtocols
import Essentials
import KMSModel
import Store

/// A multi-Region primary key and its replicas, changed together. A single-Region key is one without replicas.
struct RelatedKeys {
    var primary: KeyRecord
    var replicas: [KeyRecord]
    /// What was read, by region.
    private let stored: [Region: Versioned<KeyRecord>]

    init(of key: KeyRecord, in transaction: any ReadTransaction) throws {
        let place = key.multiRegion ?? MultiRegionRecord(primaryRegion: key.region)
        var stored: [Region: Versioned<KeyRecord>] = [:]
        for region in [place.primaryRegion] + place.replicaRegions {
            stored[region] = try transaction.get(KeyRecord.self, KeyRecord.key(key.account, region, key.id))
        }
        guard let primary = stored[place.primaryRegion]?.record else { throw AWSError.internalFailure }
        self.primary = primary
        replicas = place.replicaRegions.compactMap { stored[$0]?.record }
        self.stored = stored
    }

    /// Changes the one of these keys that is in a region.
    mutating func change<Output>(
        in region: Region, _ body: (inout KeyRecord) throws -> Output
    ) throws -> Output {
        guard region != primary.region else { return try body(&primary) }
        guard let index = replicas.firstIndex(where: { $0.region == region }) else { throw AWSError.internalFailure }
        return try body(&replicas[index])
    }

    /// Makes the replica in a region the primary, and the primary a replica.
    mutating func promote(_ region: Region) throws {
        guard let index = replicas.firstIndex(where: { $0.region == region }) else { throw AWSError.internalFailure }
        swap(&primary, &replicas[index])
    }

    /// Gives the replicas what they share with the primary. Says whether there was anything to give.
    mutating func synchronize(copy: (MaterialRecord, KeyRecord) throws -> MaterialRecord) rethrows -> Bool {
        guard primary.multiRegion != nil else { return false }
        let regions = replicas.map(\.region).sorted { $0.description < $1.description }
        primary.multiRegion = MultiRegionRecord(primaryRegion: primary.region, replicaRegions: regions)
        settlePendingMaterial()
        var isChanged = false
        for index in replicas.indices {
            let before = replicas[index]
            try replicas[index].share(primary) { [replica = before] in try copy($0, replica) }
            if replicas[index] != before { isChanged = true }
        }
        return isChanged
    }

    /// Imported material can be rotated to once it is in every related key.
    /// Source: AWS KMS API reference, RotationsListEntry, `KeyMaterialState`.
    private mutating func settlePendingMaterial() {
        guard let index = primary.materials.firstIndex(where: \.isPending) else { return }
        let id = primary.materials[index].id
        let isEverywhere = ([primary] + replicas).allSatisfy { $0.material(id)?.isPresent == true }
        primary.materials[index].state = isEverywhere ? .pendingRotation : .pendingMultiRegionImportAndRotation
    }

    /// Stores what differs from what was read.
    func write(to transaction: any WriteTransaction) throws {
        for key in [primary] + replicas {
            guard let before = stored[key.region] else {
                try transaction.add(key)
                continue
            }
            if key != before.record { try transaction.update(key, expecting: before.version) }
        }
    }
}
