import AWSProtocols
import Essentials
import KMSModel
import Testing

@testable import KMSService

@Suite struct TagTests {
    private func tags(_ count: Int, from first: Int = 0) -> [Tag] {
        (first..<first + count).map { Tag(tagKey: "key\($0)", tagValue: "\($0)") }
    }

    @Test func tagsAreAddedReplacedAndRemoved() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        func tag(_ tags: [Tag]) async throws {
            _ = try await harness.call(KMSOperations.tagResource, TagResourceRequest(keyId: key.keyId, tags: tags))
        }
        try await tag([Tag(tagKey: "b", tagValue: "1"), Tag(tagKey: "a", tagValue: "")])
        try await tag([Tag(tagKey: "b", tagValue: "2")])
        let list = ListResourceTagsRequest(keyId: key.keyId)
        let both = try await harness.call(KMSOperations.listResourceTags, list)
        #expect(both.tags == [Tag(tagKey: "a", tagValue: ""), Tag(tagKey: "b", tagValue: "2")])
        let untag = UntagResourceRequest(keyId: key.keyId, tagKeys: ["a", "absent"])
        _ = try await harness.call(KMSOperations.untagResource, untag)
        let rest = try await harness.call(KMSOperations.listResourceTags, list)
        #expect(rest.tags == [Tag(tagKey: "b", tagValue: "2")])
    }

    @Test(arguments: ["aws:x", "AWS:x", "aws:\u{301}x"]) func reservedKeysAreRefused(_ name: String) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let tag = TagResourceRequest(keyId: key.keyId, tags: [Tag(tagKey: name, tagValue: "")])
        #expect(try await harness.refusal(KMSOperations.tagResource, tag)?.code == "TagException")
    }

    @Test func keyHasAtMostFiftyTags() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        func refusal(_ tags: [Tag]) async throws -> String? {
            try await harness.refusal(
                KMSOperations.tagResource, TagResourceRequest(keyId: key.keyId, tags: tags))?.code
        }
        #expect(try await refusal(tags(50)) == nil)
        #expect(try await refusal(tags(1, from: 49)) == nil)
        #expect(try await refusal(tags(1, from: 50)) == "LimitExceededException")
    }

    @Test(arguments: [["aws:x"], ["AWS:x"], ["a", "a"]])
    func reservedAndRepeatedKeysAreRefused(_ keys: [String]) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let request = TagResourceRequest(keyId: key.keyId, tags: keys.map { Tag(tagKey: $0, tagValue: "") })
        #expect(try await harness.refusal(KMSOperations.tagResource, request)?.code == "TagException")
    }

    @Test func listOfTagsPages() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey(CreateKeyRequest(tags: tags(5)))
        let first = try await harness.call(
            KMSOperations.listResourceTags, ListResourceTagsRequest(keyId: key.keyId, limit: 3))
        #expect(first.tags == tags(3))
        #expect(first.truncated == true)
        let second = try await harness.call(
            KMSOperations.listResourceTags,
            ListResourceTagsRequest(keyId: key.keyId, limit: 3, marker: first.nextMarker))
        #expect(second.tags == tags(2, from: 3))
        #expect(second.truncated == false)
        #expect(second.nextMarker == nil)
        let other = try await harness.createKey(CreateKeyRequest(tags: tags(5)))
        let refusal = try await harness.refusal(
            KMSOperations.listResourceTags, ListResourceTagsRequest(keyId: other.keyId, marker: first.nextMarker))
        #expect(refusal?.code == "InvalidMarkerException")
    }
}
