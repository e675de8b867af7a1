import AWSProtocols
import KMSModel
import ServiceKit
import Store

extension KMS {
    func tagResource(
        _ input: TagResourceRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(key.value) { record in
            try record.requireNotPendingDeletion()
            record.tags = try TagSet(record.tags).adding(input.tags).tags
            return EmptyStructure()
        }
    }

    func untagResource(
        _ input: UntagResourceRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(key.value) { record in
            try record.requireNotPendingDeletion()
            record.tags = try TagSet(record.tags).removing(input.tagKeys).tags
            return EmptyStructure()
        }
    }

    func listResourceTags(
        _ input: ListResourceTagsRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) throws -> ListResourceTagsResponse {
        let request = PageRequest(input.limit, input.marker, standard: 50)
        let names = key.value.record.tags.keys.sorted()
        let page = try page(of: names, list: "tags/\(key.value.arn)", request, for: scope)
        return ListResourceTagsResponse(
            tags: page.names.map { Tag(tagKey: $0, tagValue: key.value.record.tags[$0] ?? "") },
            nextMarker: page.nextMarker, truncated: page.nextMarker != nil)
    }
}

extension KeyCall {
    static func tagging(_ tags: [Tag]) -> KeyCall {
        let conditions = TagConditions(tags)
        return KeyCall(.tagResource, conditions: { conditions.value(forKey: $0) })
    }

    static func untagging(_ keys: [String]) -> KeyCall {
        let conditions = TagConditions(keys: keys)
        return KeyCall(.untagResource, conditions: { conditions.value(forKey: $0) })
    }
}
