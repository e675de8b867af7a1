import FuzzTargets
import HTTPMessage

@testable import SigV4

/// A signed request with one byte changed.
struct Mutant {
    let request: BotocoreRequest
    let change: String
    /// Whether the changed request means the same: asked only of those that verify.
    let isEquivalent: () -> Bool

    /// One mutant for each byte of method, target, signed header values, `Authorization` and body.
    static func all(of request: BotocoreRequest, presented: PresentedSignature, seed: UInt64) -> [Mutant] {
        var random = SplitMix(state: seed)
        var mutants: [Mutant] = []
        for text in changed(request.head.method, &random) {
            var mutant = request
            mutant.head.method = text
            mutants.append(Mutant(request: mutant, change: "method \(text)") { false })
        }
        for text in changed(request.head.target, &random) {
            var mutant = request
            mutant.head.target = text
            mutants.append(
                Mutant(request: mutant, change: "target \(text)") {
                    CanonicalEquivalence.targets(request.head.target, text, isS3: presented.scope.isS3)
                })
        }
        let signed = Set(presented.signedHeaders.split(separator: ";").map(String.init))
        for (index, field) in request.head.headers.fields.enumerated()
        where signed.contains(field.name) || field.name == "authorization" {
            for text in changed(field.value, &random) {
                var mutant = request
                mutant.head.headers = replacing(index, by: text, in: request.head.headers)
                let head = mutant.head
                mutants.append(
                    Mutant(request: mutant, change: "\(field.name): \(text)") {
                        // White space that the grammar of Authorization allows, or an empty list element there.
                        field.name == "authorization"
                            ? (try? PresentedSignature.parse(head)) == presented
                            : CanonicalEquivalence.values(field.value, text)
                    })
            }
        }
        switch presented.payload {
        // What the signature does not cover, the body's own framing does.
        case .unsigned, .streaming: break
        case .undeclared, .sha256:
            for index in request.body.indices {
                var mutant = request
                mutant.body[index] ^= UInt8(1) << UInt8(random.next() % 8)
                mutants.append(Mutant(request: mutant, change: "body at \(index)") { false })
            }
        }
        return mutants
    }

    /// `text` with each of its bytes replaced in turn by another printable one, a space or a tab.
    private static func changed(_ text: String, _ random: inout SplitMix) -> [String] {
        let bytes = Array(text.utf8)
        return bytes.indices.map { index in
            var changed = bytes
            while changed[index] == bytes[index] {
                let draw = random.next()
                // Often the same letter in the other case: the likeliest change to slip through.
                changed[index] = draw % 4 == 0 ? bytes[index] ^ 0x20 : UInt8(0x20 + draw / 4 % 0x5F)
                if draw % 32 == 1 { changed[index] = 0x09 }
            }
            return String(decoding: changed, as: UTF8.self)
        }
    }

    private static func replacing(_ index: Int, by value: String, in headers: HTTPHeaders) -> HTTPHeaders {
        var changed = HTTPHeaders()
        for (position, field) in headers.fields.enumerated() {
            changed.add(field.name, position == index ? value : field.value)
        }
        return changed
    }
}

/// Steele, Lea and Flood's SplitMix64: the same numbers from the same seed.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
