import Crypto
import Essentials

/// Makes and checks the opaque tokens that page a list: `NextToken`, `Marker`.
///
/// A token says where a page ended. It is signed together with the query and a context that are not in it, so it is of
/// use only to the same query, and cannot be made up. It is not secret: it holds the last key of a page that its holder
/// has seen. Form: base 64 of a 16-byte tag (HMAC-SHA-256, truncated as RFC 2104 section 5 allows) and the position.
public struct PageTokens: Sendable {
    private let key: SymmetricKey
    private static let tagLength = 16

    /// `key`: at least 32 random bytes, the same on every server that shares the store.
    public init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// `context` is whatever else the token is bound to, such as the operation and the caller's account.
    public func token(for position: RecordPosition, of query: RecordQuery, context: String = "") -> String {
        seal(PositionCoding.encode(position), binding: PositionCoding.encode(query, context))
    }

    /// Errors: `pageTokenRefused`.
    public func position(
        from token: String, of query: RecordQuery, context: String = ""
    ) throws -> RecordPosition {
        let bytes = try open(token, binding: PositionCoding.encode(query, context))
        guard let position = PositionCoding.decodeRecordPosition(bytes) else { throw StoreError.pageTokenRefused }
        return position
    }

    public func token(for position: JournalPosition, of query: JournalQuery, context: String = "") -> String {
        seal(PositionCoding.encode(position), binding: PositionCoding.encode(query, context))
    }

    /// Errors: `pageTokenRefused`.
    public func position(
        from token: String, of query: JournalQuery, context: String = ""
    ) throws -> JournalPosition {
        let bytes = try open(token, binding: PositionCoding.encode(query, context))
        guard let position = PositionCoding.decodeJournalPosition(bytes) else { throw StoreError.pageTokenRefused }
        return position
    }

    private func seal(_ position: [UInt8], binding: [UInt8]) -> String {
        Base64.encode(tag(position, binding).prefix(Self.tagLength) + position)
    }

    private func open(_ token: String, binding: [UInt8]) throws -> [UInt8] {
        guard token.utf8.count <= 16_384, let bytes = Base64.decode(token), bytes.count > Self.tagLength else {
            throw StoreError.pageTokenRefused
        }
        let position = Array(bytes.dropFirst(Self.tagLength))
        let expected = tag(position, binding)
        var difference: UInt8 = 0
        // Every byte is looked at, so the time tells nothing of where a guess went wrong.
        for index in 0..<Self.tagLength { difference |= bytes[index] ^ expected[index] }
        guard difference == 0 else { throw StoreError.pageTokenRefused }
        return position
    }

    private func tag(_ position: [UInt8], _ binding: [UInt8]) -> [UInt8] {
        var code = HMAC<SHA256>(key: key)
        // The binding starts with its length, so no other split of the same bytes has the same tag.
        var writer = ByteWriter()
        writer.put(binding)
        code.update(data: writer.bytes)
        code.update(data: position)
        return Array(code.finalize())
    }
}
