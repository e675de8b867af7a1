import Foundation
import Store
import Testing

@testable import StoreSQLite

@Suite struct LogDamageTests {
    /// Magic, version, page size, count of checkpoints, both salts and both checksums.
    @Test(arguments: Array(stride(from: 1, to: 32, by: 4))) func aDamagedHeaderIsRefused(_ place: Int) async throws {
        try await Wreck.with(index: false) { wreck in
            var log = try wreck.content()
            log[place] ^= 0x10
            try wreck.replaceLog(log)
            await #expect(throws: StoreError.logDamaged(path: wreck.log, offset: 0)) { try await wreck.open() }
            #expect(try wreck.content() == log)
        }
    }

    /// Page number, salts, checksums and content. A transaction that others follow had been synced.
    @Test(arguments: [3, 8, 12, 16, 20, 24, 1000, 4119]) func aDamagedFrameIsRefusedWithoutAnIndex(
        _ place: Int
    ) async throws {
        try await Wreck.with(index: false) { wreck in
            let whole = try wreck.content()
            let lastButTwo = try #require(Wreck.commitFrames(whole).dropLast(2).last)
            for frame in stride(from: 32, through: lastButTwo, by: Wreck.frameLength) {
                var log = whole
                log[frame + place] ^= 0x10
                try wreck.replaceLog(log)
                let refusal = StoreError.logDamaged(path: wreck.log, offset: Int64(frame))
                await #expect(throws: refusal) { try await wreck.open() }
                #expect(try wreck.content() == log)
            }
        }
    }

    @Test func withAnIndexNoFlippedByteLosesACommit() async throws {
        try await Wreck.with(index: true) { wreck in
            let whole = try wreck.content()
            var random = SystemRandomNumberGenerator()
            let lastFrame = whole.count - Wreck.frameLength
            let anywhere = (0..<40).compactMap { _ in whole.indices.randomElement(using: &random) }
            for place in [lastFrame, lastFrame + 4, whole.count - 1] + anywhere {
                var log = whole
                log[place] ^= 0x10
                try wreck.replaceLog(log)
                let frame = place < 32 ? 0 : place - (place - 32) % Wreck.frameLength
                let refusal = StoreError.logDamaged(path: wreck.log, offset: Int64(frame))
                await #expect(throws: refusal, "at \(place)") { try await wreck.open() }
            }
            try wreck.replaceLog(whole)
            #expect(try await wreck.open() == Wreck.commits)
        }
    }

    @Test func aLogThatWasCutBehindItsIndexIsRefused() async throws {
        try await Wreck.with(index: true) { wreck in
            try wreck.replaceLog(try wreck.content().dropLast(1))
            await #expect(throws: StoreError.self) { try await wreck.open() }
        }
    }

    /// A power cut leaves any part of the last transaction, and perhaps no index.
    @Test func aTornTailIsNoDamage() async throws {
        for cut in [1, 4000, Wreck.frameLength, Wreck.frameLength + 1] {
            try await Wreck.with(index: false) { wreck in
                try wreck.replaceLog(try wreck.content().dropLast(cut))
                #expect(try await wreck.open() == Wreck.commits - 1, "\(cut) bytes less")
            }
        }
    }

    /// A disk may write the later part of a transaction before the earlier one.
    @Test func aHoleInTheLastTransactionIsNoDamage() async throws {
        try await Wreck.with(index: false) { wreck in
            var log = try wreck.content()
            let hole = try #require(Wreck.commitFrames(log).dropLast().last) + Wreck.frameLength
            #expect(hole < log.count - Wreck.frameLength, "the last transaction has several frames")
            log.replaceSubrange(hole..<hole + Wreck.frameLength, with: repeatElement(0, count: Wreck.frameLength))
            try wreck.replaceLog(log)
            #expect(try await wreck.open() == Wreck.commits - 1)
        }
    }

    /// A transaction that failed at its sync stays behind the end until another one overwrites it.
    @Test(arguments: [true, false]) func whatAFailedTransactionLeftIsNoDamage(_ hasIndex: Bool) async throws {
        try await Wreck.with(index: hasIndex) { wreck in
            let log = try wreck.content()
            let last = try #require(Wreck.commitFrames(log).dropLast().last) + Wreck.frameLength
            try wreck.replaceLog(log + log[last...])
            #expect(try await wreck.open() == Wreck.commits)
        }
    }

    @Test func framesOfAnEarlierLogAreNoDamage() async throws {
        try await Wreck.with(index: false) { wreck in
            let old = try wreck.content()
            let store = try SQLiteStore.open(in: DataDirectory(wreck.path))
            _ = try await store.write { try $0.insert(Note("later", "text")) }
            let new = try wreck.content()
            let copy = Wreck(path: wreck.path + "-copy")
            defer { try? FileManager.default.removeItem(atPath: copy.path) }
            try FileManager.default.copyItem(atPath: wreck.path, toPath: copy.path)
            try await store.close()
            try copy.replaceLog(new + old.dropFirst(new.count))
            #expect(try await copy.open() == Wreck.commits + 1)
        }
    }

    @Test(arguments: [0, 10, 31, 32, 50]) func aLogWithoutAFrameIsNoDamage(_ length: Int) async throws {
        try await Wreck.with(index: false) { wreck in
            try wreck.replaceLog(try wreck.content().prefix(length))
            #expect(throws: Never.self) {
                try LogInspection.requireWhole(besideDatabase: "\(wreck.path)/state.sqlite")
            }
        }
    }
}
