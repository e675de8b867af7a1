import Synchronization
import Testing

@testable import KeyEngine

struct SecretBytesTests {
    /// Keeps what memory held at the moment it was given back.
    private final class Witness: Sendable {
        private let released = Mutex<[[UInt8]]>([])

        var contents: [[UInt8]] { released.withLock { $0 } }

        var allocator: SecretAllocator {
            SecretAllocator(
                allocate: SecretAllocator.heap.allocate,
                release: { memory in
                    self.released.withLock { $0.append(Array(memory)) }
                    SecretAllocator.heap.release(memory)
                })
        }
    }

    @Test func memoryIsWipedBeforeItIsGivenBack() {
        let witness = Witness()
        do {
            let secret = SecretBytes(count: 64, allocator: witness.allocator) { $0.copyBytes(from: [UInt8](1...64)) }
            #expect(secret.copyBytes() == [UInt8](1...64))
            #expect(witness.contents.isEmpty)
        }
        #expect(witness.contents == [[UInt8](repeating: 0, count: 64)])
    }

    @Test func memoryIsWipedWhenFillingFails() {
        let witness = Witness()
        #expect(throws: KeyEngineError.libraryFailure) {
            _ = try SecretBytes(count: 8, allocator: witness.allocator) { memory throws(KeyEngineError) in
                memory.copyBytes(from: [UInt8](1...8))
                throw .libraryFailure
            }
        }
        #expect(witness.contents == [[UInt8](repeating: 0, count: 8)])
    }

    @Test func takenBytesAreEmptied() {
        var bytes: [UInt8] = [1, 2, 3]
        let secret = SecretBytes(taking: &bytes)
        #expect(bytes.isEmpty)
        #expect(secret.copyBytes() == [1, 2, 3])
    }

    @Test func equalityComparesContentAndLength() {
        #expect(SecretBytes([1, 2, 3]) == SecretBytes([1, 2, 3]))
        #expect(SecretBytes([1, 2, 3]) != SecretBytes([1, 2, 4]))
        #expect(SecretBytes([1, 2, 3]) != SecretBytes([1, 2]))
        #expect(SecretBytes([]) == SecretBytes([]))
    }

    @Test func contentIsNeverDescribed() {
        let secret = SecretBytes([171, 171])
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])"] {
            #expect(!text.contains("171"))
            #expect(text.contains("2 bytes") || text.contains("SecretBytes"))
        }
    }
}
