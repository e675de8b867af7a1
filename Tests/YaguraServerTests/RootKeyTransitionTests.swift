import Essentials
import KeyEngine
import Store
import StoreSQLite
import Testing

@testable import YaguraServer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A rekey that ends anywhere between two of its steps, and what the next start makes of it.
struct RootKeyTransitionTests {
    enum Step: Int, CaseIterable, Comparable {
        case nothing, keyDrawn, administratorSealed, committed, administratorMoved, keyMoved
        static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }
    }

    private static let credentials = AdministratorCredentials(accessKeyID: "AKIA", secretAccessKey: "secret")

    @Test(arguments: Step.allCases) func nextStartFindsOneKeyThatOpensEverything(_ last: Step) async throws {
        let directory = try makeDirectory()
        let first = try await install(in: directory)
        let second = try await rekey(directory, until: last)

        #expect(try await AdministratorCredentials.read(in: directory) == Self.credentials)
        let found = try await restart(directory)
        #expect(found.rootKey.identifier == (last >= .committed ? second?.identifier : first.rootKey.identifier))
        #expect(try AdministratorFile(dataDirectory: directory).read(openedBy: found.rootKey) == Self.credentials)
        #expect(access(directory + "/root.key.next", F_OK) != 0)
        #expect(access(directory + "/administrator.sealed.next", F_OK) != 0)
        try await found.store.close()
    }

    @Test func whereNeitherKeyFitsNothingIsTouched() async throws {
        let directory = try makeDirectory()
        _ = try await install(in: directory)
        for file in [RootKeyFile(dataDirectory: directory), RootKeyFile(nextIn: directory)] {
            unlink(file.path)
            _ = try file.create(random: SystemRandom())
        }
        await #expect(throws: RootKeyFileError.self) { try await restart(directory) }
        #expect(access(directory + "/root.key.next", F_OK) == 0)
        #expect(access(directory + "/administrator.sealed", F_OK) == 0)
    }

    @Test func oldKeyPutBackIsRefusedByName() async throws {
        let directory = try makeDirectory()
        let first = try await install(in: directory)
        let path = directory + "/root.key"
        #expect(rename(path, path + ".old") == 0)
        #expect(link(path + ".old", path) == 0)
        let summary = try await RootKeyChange(dataDirectory: directory, report: { _ in }).run()
        #expect(summary.oldIdentifier == first.rootKey.identifier && summary.records == 1)
        #expect(rename(path + ".old", path) == 0)
        await #expect(
            throws: RootKeyFileError.wrong(path, found: summary.oldIdentifier, needed: summary.newIdentifier)
        ) { try await restart(directory) }
    }

    @Test func rekeyKeepsOutOfADirectoryInUse() async throws {
        let directory = try makeDirectory()
        _ = try await install(in: directory)
        let running = try await restart(directory)
        await #expect(throws: StoreError.inUse(path: directory)) {
            try await RootKeyChange(dataDirectory: directory, report: { _ in }).run()
        }
        try await running.store.close()
    }

    @Test func rekeyOfNothingMakesNothing() async throws {
        let directory = try makeDirectory() + "/absent"
        await #expect(throws: RekeyError.noData(directory)) {
            try await RootKeyChange(dataDirectory: directory, report: { _ in }).run()
        }
        #expect(access(directory, F_OK) != 0)
    }

    @Test func administratorFileThatDoesNotOpenStopsTheRekeyUnchanged() async throws {
        let directory = try makeDirectory()
        let first = try await install(in: directory)
        try PrivateFile.write([1, 2, 3], to: directory + "/administrator.sealed")
        await #expect(throws: RekeyError.unsealable(directory + "/administrator.sealed")) {
            try await RootKeyChange(dataDirectory: directory, report: { _ in }).run()
        }
        #expect(access(directory + "/root.key.next", F_OK) != 0)
        let found = try await restart(directory)
        #expect(found.rootKey.identifier == first.rootKey.identifier)
        try await found.store.close()
    }
}

extension RootKeyTransitionTests {
    private func makeDirectory() throws -> String {
        var template = Array("/tmp/yagura-rekey-XXXXXX".utf8CString)
        return String(cString: try #require(mkdtemp(&template)))
    }

    private func install(in directory: String) async throws -> Installation {
        let made = try await restart(directory)
        try AdministratorFile(dataDirectory: directory).write(Self.credentials, sealedBy: made.rootKey)
        try await made.store.close()
        return made
    }

    private func restart(_ directory: String) async throws -> Installation {
        let store = try SQLiteStore.open(in: DataDirectory(directory))
        do {
            try await RootKeyTransition(dataDirectory: directory).settle(store)
            return try await Installation.open(
                store, rootKeySource: RootKeyFile(dataDirectory: directory), account: .standard,
                now: Timestamp(seconds: 0), random: SystemRandom())
        } catch {
            try await store.close()
            throw error
        }
    }

    /// The steps of `RootKeyChange` up to the one that is the last. Returns the new key, if it was drawn.
    private func rekey(_ directory: String, until last: Step) async throws -> RootKey? {
        let transition = RootKeyTransition(dataDirectory: directory)
        let old = try #require(try await transition.current.read())
        guard last >= .keyDrawn else { return nil }
        let new = try await transition.next.create(random: SystemRandom())
        if last >= .administratorSealed { try transition.nextAdministrator.write(Self.credentials, sealedBy: new) }
        if last >= .committed {
            let store = try SQLiteStore.open(in: DataDirectory(directory))
            let work = RecordResealing(resealing: RootKeyResealing(old: old, new: new)) { _, _ in }
            _ = try await store.write { try work.run(in: $0) }
            try await store.close()
        }
        if last >= .administratorMoved {
            _ = try PrivateFile.move(transition.nextAdministrator.path, to: transition.administrator.path)
        }
        if last >= .keyMoved { _ = try PrivateFile.move(transition.next.path, to: transition.current.path) }
        return new
    }
}
