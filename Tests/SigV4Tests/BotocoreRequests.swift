import Essentials
import Foundation
import HTTPMessage
import SigV4

/// A request that botocore signed.
struct BotocoreRequest: Sendable {
    var head: HTTPRequestHead
    var body: [UInt8]
    let service: String
    let accessKeyID: String
    let secret: String
    let sessionToken: String?
    let signedAt: Timestamp

    struct Malformed: Error {
        let line: String
    }

    init(line: String) throws {
        let json = try JSON(parsing: line)
        guard let method = json["method"]?.string, let target = json["target"]?.string,
            let pairs = json["headers"]?.array, let body = json["body"]?.string.flatMap(Base64.decode),
            let service = json["service"]?.string, let accessKeyID = json["accessKeyId"]?.string,
            let secret = json["secret"]?.string, let instant = json["signedAt"]?.string.flatMap(CivilTime.init(basic:))
        else { throw Malformed(line: line) }
        var headers = HTTPHeaders()
        for pair in pairs { headers.add(pair.array?[0].string ?? "", pair.array?[1].string ?? "") }
        head = HTTPRequestHead(
            method: method, target: target, headers: headers, connection: ConnectionInfo(peerAddress: "127.0.0.1"))
        (self.body, self.service, self.accessKeyID, self.secret) = (body, service, accessKeyID, secret)
        sessionToken = json["token"]?.string
        signedAt = instant.timestamp
    }
}

enum Botocore {
    struct Unavailable: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs `botocore_requests.py` with the Python of `YAGURA_PYTHON`, or else the `python3` on the path.
    static func requests(seed: Int, count: Int) throws -> [BotocoreRequest] {
        let python = ProcessInfo.processInfo.environment["YAGURA_PYTHON"] ?? "python3"
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "botocore_requests.py")
        let process = Process()
        let (output, errors) = (Pipe(), FileManager.default.temporaryDirectory.appending(path: UUID().uuidString))
        try Data().write(to: errors)
        defer { try? FileManager.default.removeItem(at: errors) }
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [python, script.path, String(seed), String(count)]
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let reason = try String(contentsOf: errors, encoding: .utf8)
            throw Unavailable(
                description: "These tests need a Python with botocore (python3 on the path, or the one that "
                    + "YAGURA_PYTHON names). '\(python)' failed: \(reason)")
        }
        return try String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
            try BotocoreRequest(line: String($0))
        }
    }
}
