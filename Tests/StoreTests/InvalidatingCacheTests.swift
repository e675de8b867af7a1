import Store
import Testing

@Suite struct InvalidatingCacheTests {
    @Test func aValueIsLoadedOnce() {
        let cache = InvalidatingCache<String, Int>(capacity: 10)
        var loads = 0
        for _ in 0..<5 {
            let value = cache.value(for: "a") {
                loads += 1
                return 7
            }
            #expect(value == 7)
        }
        #expect(loads == 1)
    }

    /// The order of events that a naive cache gets wrong, played out in one thread.
    @Test func aValueReadBeforeACommitIsNotKeptAfterIt() {
        let cache = InvalidatingCache<String, Int>(capacity: 10)
        let stale = cache.value(for: "a") {
            let read = 1
            cache.invalidate("a")
            return read
        }
        #expect(stale == 1)
        #expect(cache.cached("a") == nil)
        #expect(cache.value(for: "a") { 2 } == 2)
        #expect(cache.cached("a") == 2)
    }

    @Test func aValueReadBeforeAResetIsNotKeptAfterIt() async {
        let cache = InvalidatingCache<String, Int>(capacity: 10)
        _ = await cache.value(for: "a") { () async -> Int in
            cache.invalidateAll()
            return 1
        }
        #expect(cache.cached("a") == nil)
    }

    @Test func aFailedLoadIsNotKept() {
        struct Refusal: Error {}
        let cache = InvalidatingCache<String, Int>(capacity: 10)
        #expect(throws: Refusal.self) { try cache.value(for: "a") { throw Refusal() } }
        #expect(cache.value(for: "a") { 3 } == 3)
    }

    @Test func itHoldsNoMoreThanItsCapacityAndKeepsWhatIsUsed() {
        let cache = InvalidatingCache<Int, Int>(capacity: 8, shards: 1)
        for key in 0..<1000 {
            _ = cache.value(for: key) { key }
            #expect(cache.value(for: 0) { -1 } == 0)
        }
        #expect((0..<1000).count { cache.cached($0) != nil } <= 8)
    }

    @Test func anOldEntryThatIsInvalidatedIsGoneFromBothHalves() {
        let cache = InvalidatingCache<Int, Int>(capacity: 4, shards: 1)
        for key in 0..<3 { _ = cache.value(for: key) { key } }
        for key in 0..<3 { cache.invalidate(key) }
        #expect((0..<3).allSatisfy { cache.cached($0) == nil })
    }
}
