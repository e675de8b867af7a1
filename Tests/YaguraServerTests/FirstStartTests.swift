import Essentials
import Testing

@testable import YaguraServer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a crash amid the first start may leave, and what the next start makes of it.
struct FirstStartTests {
    private func makeDirectory() throws -> String {
        var template = Array("/tmp/yagura-first-start-XXXXXX".utf8CString)
        let path = try #require(mkdtemp(&template))
        return String(cString: path)
    }

    @Test func rootKeyReplacesADraftThatWasCutOff() throws {
        let directory = try makeDirectory()
        let file = RootKeyFile(dataDirectory: directory)
        let draft = open(file.path + ".new", O_WRONLY | O_CREAT, 0o600)
        #expect(pwrite(draft, "00ff", 4, 0) == 4 && close(draft) == 0)
        #expect(try file.read() == nil)
        let made = try file.create(random: SystemRandom())
        #expect(try file.read()?.identifier == made.identifier)
        #expect(access(file.path + ".new", F_OK) != 0)
    }

    @Test func rootKeyIsNeverOverwritten() throws {
        let file = RootKeyFile(dataDirectory: try makeDirectory())
        let made = try file.create(random: SystemRandom())
        #expect(throws: RootKeyFileError.self) { try file.create(random: SystemRandom()) }
        #expect(try file.read()?.identifier == made.identifier)
    }

    @Test func privateFileIsItsOwnersAlone() throws {
        let path = try makeDirectory() + "/secret"
        try PrivateFile.write([1, 2, 3], to: path)
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600 && status.st_size == 3)
    }

    @Test func fileThatCannotBeWrittenSaysWhy() {
        let error = #expect(throws: PrivateFile.Failure.self) {
            try PrivateFile.write([1], to: "/nonexistent/secret")
        }
        #expect(error?.code == ENOENT)
    }
}
