import Essentials
import S3Model
import Store
import Testing

@testable import S3Service

/// Lists against a plain reference: all keys sorted by their bytes, grouped, cut into pages.
@Suite struct ListingTests {
    static let alphabet = ["a", "b", "/", "\u{1}", "\u{0}", "é", "z", "\u{10FFFF}", "-"]

    static func randomKeys(_ count: Int, _ seed: UInt64) -> [String] {
        var generator = Generator(state: seed)
        return Array(
            Set(
                (0..<count).map { _ in
                    (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                        alphabet.randomElement(using: &generator) ?? "a"
                    }.joined()
                }
            ).map { Array($0.utf8) }
        ).map { String(decoding: $0, as: UTF8.self) }
    }

    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    /// What a whole list has, in order: keys, and common prefixes with a mark.
    static func expected(_ keys: [String], _ prefix: String, _ delimiter: String?) -> [String] {
        let request = KeyListRequest(prefix: prefix, delimiter: delimiter, limit: 1)
        var shown: [String] = []
        for key in keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        where key.utf8.starts(with: prefix.utf8) {
            let entry = request.group(of: key).map { "prefix \($0)" } ?? "key \(key)"
            if shown.last.map({ !$0.utf8.elementsEqual(entry.utf8) }) ?? true { shown.append(entry) }
        }
        return shown
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func pagesTogetherAreTheWholeList(_ seed: UInt64) async throws {
        let harness = try await S3Harness.withBucket(versioned: true)
        let keys = Self.randomKeys(60, seed)
        for key in keys { try await harness.put(key, "x") }
        for prefix in ["", "a", "a/", "é", "\u{1}", "\u{0}"] {
            for delimiter in [nil, "/", "a", "\u{1}"] {
                let expected = Self.expected(keys, prefix, delimiter)
                for limit in [1, 2, 3, 7, 1000] {
                    #expect(try await list(harness, prefix, delimiter, limit) == expected)
                    #expect(try await listVersions(harness, prefix, delimiter, limit) == expected)
                    #expect(try await listByMarker(harness, prefix, delimiter, limit) == expected)
                }
            }
        }
    }

    private func shown(_ keys: [String], _ prefixes: [String]) -> [String] {
        let entries = keys.map { ($0, "key \($0)") } + prefixes.map { ($0, "prefix \($0)") }
        return entries.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }.map(\.1)
    }

    private func list(_ harness: S3Harness, _ prefix: String, _ delimiter: String?, _ limit: Int) async throws
        -> [String]
    {
        var (entries, token) = ([String](), String?.none)
        repeat {
            let page = try await harness.call(
                S3Operations.listObjectsV2,
                ListObjectsV2Request(
                    bucket: "bucket", delimiter: delimiter, maxKeys: limit, prefix: prefix, continuationToken: token))
            #expect((page.keyCount ?? 0) <= limit)
            entries += shown(
                page.contents?.compactMap(\.key) ?? [], page.commonPrefixes?.compactMap(\.prefix) ?? [])
            token = page.nextContinuationToken
        } while token != nil
        return entries
    }

    private func listByMarker(_ harness: S3Harness, _ prefix: String, _ delimiter: String?, _ limit: Int) async throws
        -> [String]
    {
        var (entries, marker) = ([String](), String?.none)
        while true {
            let page = try await harness.call(
                S3Operations.listObjects,
                ListObjectsRequest(
                    bucket: "bucket", delimiter: delimiter, marker: marker, maxKeys: limit, prefix: prefix))
            entries += shown(
                page.contents?.compactMap(\.key) ?? [], page.commonPrefixes?.compactMap(\.prefix) ?? [])
            guard page.isTruncated == true else { return entries }
            marker = page.nextMarker ?? page.contents?.last?.key
        }
    }

    private func listVersions(_ harness: S3Harness, _ prefix: String, _ delimiter: String?, _ limit: Int) async throws
        -> [String]
    {
        var (entries, key, version) = ([String](), String?.none, String?.none)
        while true {
            let page = try await harness.call(
                S3Operations.listObjectVersions,
                ListObjectVersionsRequest(
                    bucket: "bucket", delimiter: delimiter, keyMarker: key, maxKeys: limit, prefix: prefix,
                    versionIdMarker: version))
            entries += shown(
                page.versions?.compactMap(\.key) ?? [], page.commonPrefixes?.compactMap(\.prefix) ?? [])
            guard page.isTruncated == true else { return entries }
            (key, version) = (page.nextKeyMarker, page.nextVersionIdMarker)
        }
    }

    @Test func aTokenIsOfUseToItsBucketAlone() async throws {
        let harness = try await S3Harness.withBucket()
        try await harness.call(S3Operations.createBucket, CreateBucketRequest(bucket: "other"))
        for key in ["a", "b"] { try await harness.put(key) }
        let page = try await harness.call(
            S3Operations.listObjectsV2, ListObjectsV2Request(bucket: "bucket", maxKeys: 1))
        let request = ListObjectsV2Request(bucket: "other", continuationToken: page.nextContinuationToken)
        #expect(try await harness.refusal(S3Operations.listObjectsV2, request) == "InvalidArgument")
        let made = ListObjectsV2Request(bucket: "bucket", continuationToken: "made up")
        #expect(try await harness.refusal(S3Operations.listObjectsV2, made) == "InvalidArgument")
    }

    @Test func encodedListsAreEncoded() async throws {
        let harness = try await S3Harness.withBucket()
        try await harness.put("a b/ü+\u{1}")
        let page = try await harness.call(
            S3Operations.listObjectsV2, ListObjectsV2Request(bucket: "bucket", encodingType: .url))
        #expect(page.contents?.first?.key == "a+b/%C3%BC%2B%01")
    }
}
