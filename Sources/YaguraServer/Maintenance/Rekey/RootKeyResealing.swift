import Essentials
import KeyEngine
import ServiceKit

/// Opens with one root key and seals with another.
struct RootKeyResealing: Resealing {
    let old: RootKey
    let new: RootKey

    func reseal(_ sealed: [UInt8], purpose: [UInt8]) throws -> [UInt8] {
        try new.seal(try old.open(sealed, purpose: purpose), purpose: purpose, random: SystemRandom())
    }
}
