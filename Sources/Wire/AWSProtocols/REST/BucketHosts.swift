import Essentials

/// Which hosts are S3's, and which of them are a bucket's.
///
/// Source: Amazon S3 user guide, "Virtual hosting of general purpose buckets".
public struct BucketHosts: Sendable, Equatable {
    /// What a `Host` says.
    public enum Reading: Sendable, Equatable {
        /// A host of S3's, with the bucket that its name begins with; nil where the path names it.
        case s3(bucket: String?)
        /// Somebody else's, or an address.
        case other
    }

    /// In lower case.
    private let suffixes: [String]

    /// - Parameter suffixes: host names without ports, below which buckets have names of their own
    public init(suffixes: [String] = ["localhost"]) { self.suffixes = suffixes.map { $0.lowercased() } }

    /// - Parameter host: the header, with or without a port
    public func read(_ host: String) -> Reading {
        let name = Self.name(of: host)
        guard !name.isEmpty, !Self.isAddress(name) else { return .other }
        for domain in ["amazonaws.com", "amazonaws.com.cn"] where name.hasSuffix(".\(domain)") {
            let labels = name.dropLast(domain.utf8.count + 1).split(separator: ".", omittingEmptySubsequences: false)
            return Self.endpoint(labels.map(String.init)).map { .s3(bucket: $0.nonEmpty) } ?? .other
        }
        for suffix in suffixes {
            if name == suffix { return suffix.hasPrefix("s3.") ? .s3(bucket: nil) : .other }
            guard name.hasSuffix(".\(suffix)") else { continue }
            let rest = String(name.dropLast(suffix.utf8.count + 1))
            let labels = rest.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            return .s3(bucket: Self.endpoint(labels).map(\.nonEmpty) ?? rest)
        }
        return .other
    }

    /// The bucket before `s3`, `s3.REGION`, `s3-REGION` or `s3.dualstack.REGION`, empty where there is none; nil where
    /// the labels do not end so.
    private static func endpoint(_ labels: [String]) -> String? {
        var rest = labels[...]
        if let last = rest.last, last != "s3", !last.hasPrefix("s3-"), Region(last) != nil {
            rest.removeLast()
            if rest.last == "dualstack" { rest.removeLast() }
        }
        guard let last = rest.popLast(), last == "s3" || last.hasPrefix("s3-") else { return nil }
        return rest.joined(separator: ".")
    }

    /// Without its port, in lower case.
    private static func name(of host: String) -> String {
        if host.hasPrefix("[") { return "" }
        let name = host.utf8.prefix { $0 != UInt8(ascii: ":") }
        return String(Substring(name)).lowercased()
    }

    private static func isAddress(_ name: String) -> Bool {
        name.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    }
}
