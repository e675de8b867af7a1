import Crypto
import Essentials
import Foundation
import Store
import Testing

@Suite struct BlobStoreTests {
    enum Driver: CaseIterable {
        case memory
        case directory
    }

    static let block = 64 * 1024
    static let sizes = [0, 1, block - 1, block, block + 1, 3 * block + 17]

    @Test(arguments: Driver.allCases, sizes)
    func contentIsReadBackInAnyRange(_ driver: Driver, _ size: Int) throws {
        try withStore(driver) { store, _ in
            let id = try #require(BlobID("a-1_Z"))
            let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            let info = try write(content, as: id, to: store, chunk: 10_007)
            #expect(info == BlobInfo(id: id, size: Int64(size), digest: Array(SHA256.hash(data: content))))
            #expect(try store.info(id) == info)
            #expect(try store.read(id, range: 0..<Int64(size)) == content)
            let ends = [0, 1, Self.block - 1, Self.block, Self.block + 1, size / 2, size, size + 100]
            for start in ends {
                for end in ends where start <= end {
                    let expected = Array(content[min(start, size)..<min(end, size)])
                    #expect(try store.read(id, range: Int64(start)..<Int64(end)) == expected, "\(start)..<\(end)")
                }
            }
        }
    }

    @Test(arguments: Driver.allCases)
    func aBlobIsThereOnceItIsFinished(_ driver: Driver) throws {
        try withStore(driver) { store, _ in
            let id = try #require(BlobID("a"))
            let writer = try store.create(id)
            try writer.append([1, 2, 3])
            #expect(try store.info(id) == nil)
            writer.abandon()
            #expect(try store.read(id, range: 0..<1) == nil)
            #expect(throws: StoreError.closed) { try writer.append([4]) }
            _ = try write([1], as: id, to: store)
            _ = try write([2, 2], as: id, to: store)
            #expect(try store.read(id, range: 0..<9) == [2, 2])
            #expect(try store.delete(id))
            #expect(try !store.delete(id))
            #expect(try store.info(id) == nil)
        }
    }

    @Test(arguments: Driver.allCases)
    func everyBlobIsListedOncePageByPage(_ driver: Driver) throws {
        try withStore(driver) { store, _ in
            let ids = (100..<125).compactMap { BlobID("blob-\($0)") }
            for id in ids.shuffled() { _ = try write([1], as: id, to: store) }
            var found: [BlobID] = []
            while case let page = try store.list(after: found.last, limit: 4), !page.isEmpty { found += page }
            #expect(found.sorted() == ids)
        }
    }

    @Test func anyFlippedBitOfAFileIsNoticed() throws {
        try withStore(.directory) { store, root in
            let id = try #require(BlobID("a"))
            _ = try write([UInt8](repeating: 5, count: 100), as: id, to: store)
            let file = try #require(try path(of: id, in: root))
            let sound = try Data(contentsOf: file)
            for index in sound.indices {
                var damaged = sound
                damaged[index] ^= 4
                try damaged.write(to: file)
                #expect(throws: StoreError.corrupted(path: file.path)) { try store.read(id, range: 0..<100) }
            }
            for count in [0, 10, sound.count - 1] {
                try sound.prefix(count).write(to: file)
                #expect(throws: StoreError.corrupted(path: file.path)) { try store.info(id) }
            }
        }
    }

    @Test func anUnfinishedFileIsGoneAfterARestart() throws {
        try withStore(.directory) { store, root in
            let writer = try store.create(try #require(BlobID("a")))
            try writer.append([1])
            #expect(try names("\(root)/incoming").count == 1)
            let restarted = try DirectoryBlobStore(root)
            #expect(try names("\(root)/incoming").isEmpty)
            #expect(try restarted.list(after: nil, limit: 9).isEmpty)
        }
    }

    @Test(arguments: ["", "a/b", "..", "é", "a\0", String(repeating: "a", count: 129)])
    func aNameThatCouldLeadElsewhereIsNoID(_ text: String) {
        #expect(BlobID(text) == nil)
    }

    private func withStore(_ driver: Driver, _ body: (any BlobStore, String) throws -> Void) throws {
        let root = "\(NSTemporaryDirectory())yagura-blobs-\(SystemRandom().uuid())"
        defer { try? FileManager.default.removeItem(atPath: root) }
        try body(driver == .memory ? MemoryBlobStore() : DirectoryBlobStore(root), root)
    }

    private func write(
        _ content: [UInt8], as id: BlobID, to store: any BlobStore, chunk: Int = 1000
    ) throws -> BlobInfo {
        let writer = try store.create(id)
        for start in stride(from: 0, to: content.count, by: chunk) {
            try writer.append(Array(content[start..<min(start + chunk, content.count)]))
        }
        return try writer.finish()
    }

    private func names(_ directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory)
    }

    private func path(of id: BlobID, in root: String) throws -> URL? {
        try FileManager.default.subpathsOfDirectory(atPath: root).first { $0.hasSuffix("/\(id)") }
            .map { URL(fileURLWithPath: "\(root)/\($0)") }
    }
}
