import HTTPMessage
import NIOHTTP1

extension RequestHeadReader {
    /// Reads what NIO's parser found.
    static func read(
        _ received: NIOHTTP1.HTTPRequestHead, limits: Limits, on connection: ConnectionInfo
    ) throws(HTTPRefusal) -> Reading {
        var reader = RequestHeadReader(limits: limits, fieldCount: received.headers.count)
        for (name, value) in received.headers { reader.add(name, value) }
        let line = Line(
            method: received.method.rawValue, target: received.uri, isHTTP10: received.version.minor == 0,
            keepsAlive: received.isKeepAlive)
        return try reader.finish(line, on: connection)
    }
}
