import Foundation
import Testing

/// The layering of docs/modules.md, read off the import lines themselves. Each ban says why it is there.
@Suite struct ImportRulesTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    struct Ban: CustomTestStringConvertible {
        let modules: Set<String>
        /// Folders below Sources that may import them all the same.
        let allowed: [String]
        let reason: String
        var testDescription: String { modules.sorted().joined(separator: ", ") }
    }

    static let bans = [
        Ban(
            modules: ["NIOCore", "NIOPosix", "NIOHTTP1", "NIOSSL", "NIOConcurrencyHelpers", "Hummingbird"],
            allowed: ["YaguraServer", "Console"],
            reason: "services answer values; only the server knows how they travel"),
        Ban(
            modules: ["AsyncHTTPClient"], allowed: ["YaguraServer"],
            reason: "services call other servers through ServiceKit's OutboundHTTP"),
        Ban(
            modules: ["JWTKit"], allowed: ["Services/Identity"],
            reason: "tokens of other issuers are trusted in one place"),
        Ban(
            modules: ["GRDB", "SQLite3"], allowed: ["Store/StoreSQLite"],
            reason: "a database is a driver, and SQL text lives in drivers alone"),
        Ban(
            modules: ["COpenSSL", "CryptoExtras", "_CryptoExtras"], allowed: ["Engines/KeyEngine"],
            reason: "cryptography is reviewed in one place"),
        Ban(
            modules: ["CDeflate"], allowed: ["Engines/Compression"],
            reason: "bytes from outside are decompressed in one place, with a bound"),
        Ban(
            modules: ["CPKCS11"], allowed: ["Hardware/PKCS11"],
            reason: "a token's module is a driver"),
        Ban(
            modules: ["PKCS11"], allowed: ["YaguraServer"],
            reason: "services ask for tokens through KeyEngine's protocols"),
        Ban(
            modules: ["ArgumentParser"], allowed: ["yagura"],
            reason: "the command line is a skin over the server"),
        Ban(
            modules: ["Logging"], allowed: ["ServiceKit", "YaguraServer", "yagura"],
            reason: "engines and services return values and typed errors; the pipeline logs"),
        Ban(
            modules: [
                "KMSService", "Identity", "OrganizationsService", "CloudTrailService", "S3Service",
                "EventBridgeService", "SNSService", "LogsService",
            ], allowed: ["YaguraServer"],
            reason: "a service never imports another service: it asks through a protocol of ServiceKit"),
        Ban(
            modules: ["YaguraServer"], allowed: ["yagura"],
            reason: "dependencies point down only"),
        Ban(
            modules: ["ServiceKit"], allowed: ["Services", "YaguraServer"],
            reason: "what services stand on must not depend on them, nor engines on either"),
    ]

    @Test(arguments: bans) func bannedImportsDoNotOccur(_ ban: Ban) throws {
        for source in try Self.sources() where !ban.allowed.contains(where: { source.path.hasPrefix($0 + "/") }) {
            let offenders = source.imports.intersection(ban.modules)
            #expect(offenders.isEmpty, "\(source.path) imports \(offenders.sorted()): \(ban.reason)")
        }
    }

    @Test func enginesImportNothingButEssentialsAndTheirOneLibrary() throws {
        let allowed: [String: Set<String>] = [
            "Compression": ["Essentials", "CDeflate"],
            "KeyEngine": ["Essentials", "COpenSSL", "Crypto", "CryptoExtras", "Synchronization", "Glibc", "Darwin"],
        ]
        let standard: Set<String> = ["Essentials", "Synchronization", "Glibc", "Darwin"]
        for source in try Self.sources() where source.path.hasPrefix("Engines/") {
            let engine = String(source.path.split(separator: "/")[1])
            let offenders = source.imports.subtracting(allowed[engine] ?? standard)
            #expect(
                offenders.isEmpty,
                "\(source.path) imports \(offenders.sorted()): an engine takes values and returns values")
        }
    }

    @Test func sqlIsWrittenInDriversAlone() throws {
        let statement = try Regex(
            #""[^"]*\b(SELECT .* FROM|INSERT INTO|DELETE FROM|UPDATE \w+ SET|CREATE TABLE|PRAGMA)\b"#)
        for source in try Self.sources() where !source.path.hasPrefix("Store/StoreSQLite/") {
            #expect(!source.text.contains(statement), "\(source.path) holds SQL: a database is a driver's business")
        }
    }

    @Test func noHandWrittenFileIsTooLong() throws {
        for source in try Self.sources() where !source.path.hasPrefix("Wire/Models/") {
            #expect(source.lineCount <= 500, "\(source.path) has \(source.lineCount) lines: split it by what it does")
        }
    }

    @Test func thereIsSomethingToCheck() throws {
        #expect(try Self.sources().count > 50)
    }

    struct Source {
        /// Relative to Sources.
        let path: String
        let imports: Set<String>
        let lineCount: Int
        let text: String
    }

    static func sources() throws -> [Source] {
        let folder = root.appending(path: "Sources", directoryHint: .isDirectory)
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let swift = (files?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        return try swift.map { file in
            let text = try String(contentsOf: file, encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return Source(
                path: String(file.path.dropFirst(folder.path.count).drop { $0 == "/" }),
                imports: Set(lines.compactMap(importedModule)), lineCount: lines.count, text: text)
        }
    }

    /// The module of `import X`, `@preconcurrency import struct X.Y` and the like.
    private static func importedModule(_ line: Substring) -> String? {
        let words = line.split(separator: " ")
        guard let at = words.firstIndex(of: "import"), at <= 2, at + 1 < words.count,
            words[..<at].allSatisfy({ $0.hasPrefix("@") || $0 == "public" || $0 == "package" || $0 == "internal" })
        else { return nil }
        let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "typealias", "let", "var"]
        let name = kinds.contains(words[at + 1]) ? words.dropFirst(at + 2).first : words[at + 1]
        return name.map { String($0.prefix { $0 != "." }) }
    }
}
