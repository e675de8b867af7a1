import AWSProtocols
import Essentials
import KMSModel
import ServiceKit

extension KMS {
    /// Oldest first.
    func listKeyRotations(
        _ input: ListKeyRotationsRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) throws -> ListKeyRotationsResponse {
        let record = key.value.record.withoutExpiredMaterial(at: scope.now)
        try record.requireRotatable()
        let isComplete = input.includeKeyMaterial == .allKeyMaterial
        let listed = record.materials.filter { isComplete || $0.rotation != nil }
        // Materials are only ever added at the end, so that a place in the list stays what it was.
        let places = listed.indices.map(Self.place)
        let page = try page(
            of: places, list: "rotations/\(record.arn)/\(isComplete)",
            PageRequest(input.limit, input.marker, standard: 100), for: scope)
        let shown = Set(page.names)
        return ListKeyRotationsResponse(
            rotations: listed.indices.filter { shown.contains(Self.place($0)) }
                .map { RotationsListEntry(of: listed[$0], record) },
            nextMarker: page.nextMarker, truncated: page.nextMarker != nil)
    }

    /// Places in the order of their names, as paging goes by names.
    private static func place(_ index: Int) -> String {
        let digits = String(index)
        return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }
}

extension RotationsListEntry {
    init(of material: MaterialRecord, _ key: KeyRecord) {
        self.init(
            keyId: key.id, keyMaterialId: material.id, keyMaterialState: material.state,
            rotationDate: material.rotation?.date, rotationType: material.rotation?.type)
        guard key.origin == .external else { return }
        importState = material.isPresent ? .imported : .pendingImport
        keyMaterialDescription = material.imported?.description
        guard material.isPresent else { return }
        expirationModel = material.expiresAt == nil ? .keyMaterialDoesNotExpire : .keyMaterialExpires
        validTo = material.expiresAt
    }
}
