/// Where the records of a key stand: in the order that S3 lists keys in, which is that of their UTF-8 bytes.
///
/// An id is `bucket/key`; of kinds that have several records a key, two U+0001 and a suffix follow. A key may hold any
/// character, so U+0000 and U+0001 in it are written as U+0001 U+0002 and U+0001 U+0003: both come after the separator,
/// and before every other character, as they do in keys.
enum ObjectPlace {
    static let separator = "\u{1}\u{1}"

    static func id(_ bucket: String, _ key: String) -> String { "\(bucket)/\(escaped(key))" }

    static func id(_ bucket: String, _ key: String, _ suffix: String) -> String {
        id(bucket, key) + separator + suffix
    }

    /// The key, and the suffix where there is one, of a record of this bucket; nil where the id is of another.
    static func parse(_ id: String, in bucket: String) -> (key: String, suffix: String?)? {
        let bytes = Array(id.utf8)
        guard bytes.count > bucket.utf8.count, bytes.starts(with: bucket.utf8),
            bytes[bucket.utf8.count] == UInt8(ascii: "/")
        else { return nil }
        let rest = bytes[(bucket.utf8.count + 1)...]
        guard rest.contains(1) else { return (String(decoding: rest, as: UTF8.self), nil) }
        var key: [UInt8] = []
        var index = rest.startIndex
        while index < rest.endIndex {
            guard rest[index] == 1, index + 1 < rest.endIndex else {
                key.append(rest[index])
                index += 1
                continue
            }
            switch rest[index + 1] {
            case 1: return (String(decoding: key, as: UTF8.self), String(decoding: rest[(index + 2)...], as: UTF8.self))
            case 2: key.append(0)
            default: key.append(1)
            }
            index += 2
        }
        return (String(decoding: key, as: UTF8.self), nil)
    }

    /// A place that comes after those of all keys that begin with `prefix`, but for such as go on with U+10FFFF.
    static func end(_ bucket: String, _ prefix: String) -> String { "\(bucket)/\(escaped(prefix))\u{10FFFF}" }

    /// A place that comes after all records of `key` in kinds that have several.
    static func end(_ bucket: String, of key: String) -> String { id(bucket, key, "\u{10FFFF}") }

    private static func escaped(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 < 2 }) else { return key }
        var bytes: [UInt8] = []
        for byte in key.utf8 {
            if byte < 2 { bytes += [1, byte + 2] } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
